import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Logger, type Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express, type Request, type Response } from 'express';
import { answerBrokenRequest, answerTunnel } from './broken-request.js';
import { CommonHeaders } from './common-headers.js';
import type { DirectRoutes } from './direct-routes.js';
import { Answer } from './http-answer.js';
import { type PreparedClasses, preparedClasses } from './prepared-prototypes.js';
import { sendProblem } from './problem-answer.js';
import { problemOf } from './problem-of.js';
import { QueuedAnswers } from './queued-answers.js';
import { SlowReaders } from './slow-readers.js';

/**
 * Node's own limits of a server. Requests of one connection are not counted: a proxy's connections are few and long, and
 * Node answers those beyond a limit by a bare 503.
 */
const LIMITS = {
  /** Longer than a load balancer keeps an idle connection (60 s is usual), so that it never meets one just closed. */
  keepAliveTimeout: 65_000,
  /** A client must have sent its headers, and its whole request, by then; looked after this often. */
  headersTimeout: 20_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  /** A request without a host is refused by us, as problem details. */
  requireHostHeader: false,
  /** Of a repeated header Node would keep the first and nobody would know; joined, it is no host and no media type. */
  joinDuplicateHeaders: true,
  /** Of a request without a body nobody is told the end (Node 24.12+; before, the option is not known). */
  optimizeEmptyRequests: true,
};

/** Told of each request as it comes, before anything else is done with it. */
export type RequestObserver = (request: IncomingMessage, response: ServerResponse) => void;

/** Makes the answer to a request of what its handler returned. */
export type AnswerMaker<T> = (value: T, request: Request, response: Response) => Promise<Answer>;

/** How often connections are looked at for clients that do not take their answers. */
const READERS_SWEEP_MS = 5_000;

/** How often a closing server looks for connections that have nothing left to do. */
const CLOSING_SWEEP_MS = 50;

/**
 * Nest's Express adapter, with requests and responses made ready for Express.
 *
 * Express 5 changes the prototype of every request and response (`Object.setPrototypeOf` in its `app.handle`), and V8
 * then treats both as slow objects for the rest of their life. Here the server makes them from classes that have
 * Express' members already, and Express is told that these are its prototypes: its change then changes nothing.
 * Handlers, middleware and `res.json` work as ever. `npm run bench -- adapter` measures what it brings.
 *
 * Closing ends keep-alive connections as soon as they are idle, where Node alone waits for their timeout.
 */
export class PreparedExpressAdapter extends ExpressAdapter {
  /** Each connection with its latest answer. */
  private readonly sockets = new Map<Socket, ServerResponse | undefined>();
  private readonly commonHeaders = new CommonHeaders();
  private readonly slowReaders = new SlowReaders();
  private readonly queued = new QueuedAnswers();
  private closing = false;
  private observer: RequestObserver | undefined;
  private direct: DirectRoutes | undefined;
  private readonly makers: ((body: unknown, response: Response) => Promise<Answer> | undefined)[] = [];

  constructor() {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.disable('query parser');
    // A path has one spelling (RFC 3986 section 6.2.2.1).
    app.enable('case sensitive routing');
    super(app);
  }

  override initHttpServer(): void {
    this.listenWith(preparedClasses(this.getInstance<Express>(), this.commonHeaders));
  }

  /** Errors reach the filter as they were thrown; Nest would turn some of them into exceptions that say less. */
  override mapException(error: unknown): unknown {
    return error;
  }

  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (body instanceof Answer) return body.sendTo(response);
    for (const make of this.makers) {
      const made = make(body, response);
      // Nest waits for it, and an error is the request's.
      if (made !== undefined) return made.then((answer) => answer.sendTo(response));
    }
    return super.reply(response, body, statusCode);
  }

  /** Has an answer made of whatever handlers return of this class. */
  answers<T>(type: Type<T>, make: AnswerMaker<T>): void {
    this.makers.push((body, response) =>
      body instanceof type ? make(body, response.req, response) : undefined,
    );
  }

  /** From now on every answer has these headers, unless it says otherwise. */
  answerWith(headers: Readonly<Record<string, string>>): void {
    this.commonHeaders.set(headers);
  }

  /** Tells one observer of every request from now on. */
  observe(observer: RequestObserver): void {
    this.observer = observer;
  }

  /** Has requests handled by these routes, and by Express what they leave to it. */
  handleBy(direct: DirectRoutes): void {
    this.direct = direct;
  }

  /** From now on each answer is the last of its connection, so that clients connect anew, elsewhere. */
  retire(): void {
    this.closing = true;
  }

  override beforeClose(): void {
    super.beforeClose();
    this.retire();
  }

  override async close(): Promise<void> {
    const sweep = setInterval(() => this.closeIdle(), CLOSING_SWEEP_MS);
    try {
      await super.close();
    } finally {
      clearInterval(sweep);
    }
  }

  /** Makes the server with the given classes of request and response. */
  protected listenWith(classes: Partial<PreparedClasses>): void {
    const app = this.getInstance<Express>();
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      this.sockets.set(request.socket, response);
      this.queued.note(request.socket, response);
      this.observer?.(request, response);
      if (this.closing) response.shouldKeepAlive = false;
      const byExpress = (): void => {
        app(request as Request, response as Response, (error?: unknown) =>
          unhandled(error, request, response),
        );
      };
      if (this.direct === undefined) byExpress();
      else this.direct.handle(request as Request, response as Response, byExpress);
    };
    this.httpServer = createServer({ ...LIMITS, ...classes }, listener);
    // Node would leave out what comes beyond its limit and tell nobody; the entrance refuses it.
    this.httpServer.maxHeadersCount = 0;
    // Ignoring an expectation is allowed (RFC 9110 section 10.1.1); Node's own refusal is not problem details.
    this.httpServer.on('checkExpectation', listener);
    this.httpServer.on('clientError', (error: Error, socket: Socket) =>
      answerBrokenRequest(error, socket, this.sockets.get(socket)),
    );
    this.httpServer.on('connect', (_: IncomingMessage, socket: Socket) => answerTunnel(socket));
    this.httpServer.on('connection', (socket: Socket) => {
      this.sockets.set(socket, undefined);
      socket.once('close', () => {
        this.sockets.delete(socket);
        this.queued.closed(socket);
      });
    });
    const readers = setInterval(
      () => this.slowReaders.sweep(this.sockets, performance.now()),
      READERS_SWEEP_MS,
    ).unref();
    this.httpServer.once('close', () => clearInterval(readers));
  }

  private closeIdle(): void {
    this.httpServer.closeIdleConnections();
    // Node takes a connection that never sent anything for a busy one.
    for (const socket of this.sockets.keys()) if (socket.bytesRead === 0) socket.destroy();
  }
}

/** Answers what left the router without an answer: paths that it can't even read, and errors of the error filter. */
function unhandled(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (error !== undefined && error !== null) new Logger('Http').error(error);
  sendProblem(problemOf(error ?? new URIError('the request target can not be read')), request, response);
}
