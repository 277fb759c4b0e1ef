import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { EventLogger } from '../logging/index.js';
import { pathOf, sendProblem } from './problem-answer.js';
import { problemOf } from './problem-of.js';
import { ProblemError } from './problem.js';
import { INTERNAL, METHOD_NOT_ALLOWED, NOT_FOUND, UNAVAILABLE } from './problems.js';
import { requestId } from './request-id.js';
import type { RouteTable } from './route-table.js';

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
    const problem = problemOf(thrown);
    this.record(problem, request);
    if (problem.problem !== NOT_FOUND) {
      sendProblem(problem, request, response);
      return;
    }
    const allowed = this.routes.allowed(pathOf(request));
    if (request.method === 'OPTIONS' && allowed.length > 0) {
      response.writeHead(204, { Allow: allowed.join(', ') }).end();
      return;
    }
    const wrongMethod = allowed.length > 0 && !allowed.includes(request.method);
    sendProblem(wrongMethod ? notAllowed(request.method, allowed) : problem, request, response);
  }

  private record({ problem, details: { cause } }: ProblemError, request: Request): void {
    const fields = {
      requestId: requestId(request),
      method: request.method,
      path: pathOf(request),
      err: cause,
    };
    if (problem === INTERNAL) this.log.error('http.failed', fields);
    // The outage is an event of its own; one line for each request would bury it.
    if (problem === UNAVAILABLE) this.log.debug('http.unavailable', fields);
  }
}

function notAllowed(method: string, allowed: readonly string[]): ProblemError {
  const list = allowed.join(', ');
  return new ProblemError(METHOD_NOT_ALLOWED, {
    detail: `${method} is not taken here; ${list} are.`,
    headers: { Allow: list },
  });
}
