import { Agent, type IncomingHttpHeaders, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Body, Controller, ForbiddenException, Get, Module, Param, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import {
  configureHttp,
  EventStreams,
  HttpAnswer,
  type HttpOptions,
  IdPipe,
  PreparedExpressAdapter,
  requestId,
  Text,
  WholeNumber,
} from '../../src/platform/http/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { StoreUnavailableError } from '../../src/platform/redis/index.js';

class OrderDto {
  @Text(1, 8) readonly brand!: string;
  @WholeNumber(1886, 2027) readonly model!: number;
}

const failures: Readonly<Record<string, () => Error>> = {
  defect: () => new TypeError('secret words of /src/file.ts'),
  store: () => new StoreUnavailableError('secret words'),
  forbidden: () => new ForbiddenException('secret words'),
};

/** Answers that have begun, so that a test can end them. */
class Begun {
  readonly answers: Response[] = [];
}

@Controller('demo')
class DemoController {
  constructor(
    private readonly begun: Begun,
    private readonly streams: EventStreams,
  ) {}

  @Post() order(@Body() order: OrderDto): OrderDto {
    return order;
  }

  @Get() list(@Req() request: Request): object {
    return { id: requestId(request), agent: request.get('User-Agent') ?? '', path: request.path };
  }

  @Get('answer') answer(): HttpAnswer {
    return new HttpAnswer(202, { 'Content-Type': 'application/json', Wait: '3' }, '{"ü":1}');
  }

  @Get('unchanged') unchanged(): HttpAnswer {
    return new HttpAnswer(304, { ETag: 'W/"1"' }, '');
  }

  @Get('varied') varied(): HttpAnswer {
    return new HttpAnswer(200, { Vary: 'Prefer' }, '{}');
  }

  @Get('stream') stream(@Res() response: Response): void {
    this.streams.begin(response, { Vary: 'Prefer' }).end();
  }

  @Get('fail/:how') fail(@Param('how') how: string): never {
    throw failures[how]?.() ?? new Error(how);
  }

  @Get('begin') begin(@Res() response: Response): void {
    response.write('half');
    this.begun.answers.push(response);
  }

  @Get('break') break(@Res() response: Response): never {
    response.write('half');
    throw new Error('too late');
  }

  @Get(':id') one(@Param('id', IdPipe) id: number): object {
    return { id };
  }
}

@Module({})
class DemoModule {}

/** What a client got. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What a client sends beside method and path. */
export interface Question {
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
}

/** A service of one small controller behind all that platform/http installs, and clients for it. */
export class DemoApi {
  private constructor(
    readonly app: NestExpressApplication,
    readonly port: number,
    /** The log, parsed. */
    readonly events: readonly Record<string, unknown>[],
  ) {}

  static async open(options: Partial<HttpOptions> = {}): Promise<DemoApi> {
    const events: Record<string, unknown>[] = [];
    const write = (line: string): void => void events.push(JSON.parse(line) as Record<string, unknown>);
    const log = { provide: EventLogger, useValue: EventLogger.forProcess('test', 'info', { write }) };
    const module = {
      module: DemoModule,
      controllers: [DemoController],
      providers: [Begun, EventStreams, log],
    };
    const adapter = new PreparedExpressAdapter();
    const app = await NestFactory.create<NestExpressApplication>(module, adapter, {
      bodyParser: false,
      logger: false,
    });
    await configureHttp(app, adapter, {
      corsOrigins: [],
      publicUrl: '',
      connectionsMax: 100,
      admit: () => undefined,
      ...options,
    });
    await app.listen(0, '127.0.0.1');
    return new DemoApi(app, (app.getHttpServer().address() as AddressInfo).port, events);
  }

  /** How many connections it has now. */
  get connections(): Promise<number> {
    const server: Server = this.app.getHttpServer();
    return promisify(server.getConnections.bind(server))();
  }

  /** Ends the answers of `GET /demo/begin` with this text. */
  finish(rest: string): void {
    for (const answer of this.app.get(Begun).answers) answer.end(rest);
  }

  async ask(method: string, path: string, question: Question = {}): Promise<Answer> {
    const { headers = {}, body, agent = false } = question;
    return new Promise((resolve, reject) => {
      const asked = httpRequest({ port: this.port, method, path, headers, agent }, (response) => {
        const { statusCode: status = 0, headers: received } = response;
        text(response).then((read) => resolve({ status, headers: received, text: read }), reject);
      });
      asked.once('error', reject);
      asked.end(body);
    });
  }

  order(body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('POST', '/demo', { headers: { 'Content-Type': 'application/json', ...headers }, body });
  }

  /** Sends bytes that no client library would, and reads until the connection ends. */
  async raw(bytes: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  }
}

/** The problem an answer tells, once it was seen to be well told. */
export function problemIn({ status, headers, text: body }: Answer): Record<string, unknown> {
  const problem = JSON.parse(body) as Record<string, unknown>;
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  expect(headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
  expect(problem).toMatchObject({ status });
  expect(body).not.toContain('secret words');
  return problem;
}
