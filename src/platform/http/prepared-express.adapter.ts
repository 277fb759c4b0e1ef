import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express, type Response } from 'express';
import { answerBrokenRequest } from './broken-request.js';
import { HttpAnswer } from './http-answer.js';

/** Longer than a load balancer keeps an idle connection (60 s is usual), so that it never meets one just closed. */
const KEEP_ALIVE_MS = 65_000;

/** A client must have sent its headers, and its whole request, by then. */
const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 30_000;

const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Nest's Express adapter, with requests and responses made ready for Express.
 *
 * Express 5 changes the prototype of every request and response (`Object.setPrototypeOf` in its `app.handle`), and V8
 * then treats both as slow objects for the rest of their life. Here the server makes them from classes that have
 * Express' members already, and Express is told that these are its prototypes: its change then changes nothing.
 * Handlers, middleware and `res.json` work as ever. `npm run bench -- adapter` measures what it brings.
 */
export class PreparedExpressAdapter extends ExpressAdapter {
  constructor() {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.disable('query parser');
    super(app);
  }

  override initHttpServer(): void {
    this.listenWith(prepare(this.getInstance<Express>()));
  }

  /** Errors reach the filter as they were thrown; Nest would turn some of them into exceptions that say less. */
  override mapException(error: unknown): unknown {
    return error;
  }

  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (!(body instanceof HttpAnswer)) return super.reply(response, body, statusCode);
    response.writeHead(body.status, { ...body.headers, 'Content-Length': Buffer.byteLength(body.body) });
    return response.end(body.body);
  }

  /** Makes the server with the given classes of request and response. */
  protected listenWith(classes: {
    IncomingMessage?: typeof IncomingMessage;
    ServerResponse?: typeof ServerResponse;
  }): void {
    this.httpServer = createServer(
      {
        ...classes,
        keepAliveTimeout: KEEP_ALIVE_MS,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        maxHeaderSize: MAX_HEADER_BYTES,
      },
      this.getInstance<Express>(),
    );
    this.httpServer.on('clientError', answerBrokenRequest);
  }
}

function prepare(app: Express): {
  IncomingMessage: typeof IncomingMessage;
  ServerResponse: typeof ServerResponse;
} {
  class PreparedRequest extends IncomingMessage {}
  class PreparedResponse extends ServerResponse {}
  const own = { app: { configurable: true, enumerable: true, writable: true, value: app } };
  Object.defineProperties(PreparedRequest.prototype, {
    ...Object.getOwnPropertyDescriptors(express.request),
    ...own,
  });
  Object.defineProperties(PreparedResponse.prototype, {
    ...Object.getOwnPropertyDescriptors(express.response),
    ...own,
  });
  Object.assign(app, { request: PreparedRequest.prototype, response: PreparedResponse.prototype });
  return { IncomingMessage: PreparedRequest, ServerResponse: PreparedResponse as typeof ServerResponse };
}
