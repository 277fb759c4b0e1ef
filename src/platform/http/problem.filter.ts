import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { EventLogger } from '../logging/index.js';
import { problemOf } from './problem-of.js';
import { ProblemError } from './problem.js';
import { INTERNAL, METHOD_NOT_ALLOWED, NOT_FOUND } from './problems.js';
import { requestId } from './request-id.js';
import type { RouteTable } from './route-table.js';

/** No longer path is told back to a client. */
const MAX_INSTANCE = 256;

/** The one place where HTTP meets an error: whatever is thrown leaves as problem details (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly log: EventLogger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    let problem = problemOf(thrown);
    if (problem.problem === INTERNAL) {
      this.log.error('http.failed', { requestId: requestId(request), method: request.method, err: thrown });
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (problem.problem === NOT_FOUND) {
      const allowed = this.routes.allowed(request.path);
      if (request.method === 'OPTIONS' && allowed.length > 0) {
        response.writeHead(204, { Allow: allowed.join(', ') }).end();
        return;
      }
      if (allowed.length > 0 && !allowed.includes(request.method))
        problem = notAllowed(request.method, allowed);
    }
    send(problem, request, response);
  }
}

function notAllowed(method: string, allowed: readonly string[]): ProblemError {
  const list = allowed.join(', ');
  return new ProblemError(METHOD_NOT_ALLOWED, {
    detail: `${method} is not taken here; ${list} are.`,
    headers: { Allow: list },
  });
}

function send(problem: ProblemError, request: Request, response: Response): void {
  const body = JSON.stringify(problem.body(request.path.slice(0, MAX_INSTANCE)));
  // What is left of a body would be read for nothing, or be taken for the next request.
  const close = request.complete || !hasBody(request) ? {} : { Connection: 'close' };
  response.writeHead(problem.problem.status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(body),
    ...close,
    ...problem.details.headers,
  });
  response.end(body);
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
