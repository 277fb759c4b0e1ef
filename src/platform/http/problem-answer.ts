import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ProblemError } from './problem.js';

/** No longer path is told back to a client. */
const MAX_INSTANCE = 256;

/** The media type of every problem (RFC 9457 section 3). JSON is UTF-8: the type has no charset. */
export const PROBLEM_JSON = 'application/problem+json';

/** Answers a request with a problem. One whose answer has begun can only be cut off, so that nobody takes it for whole. */
export function sendProblem(problem: ProblemError, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify(problem.body(pathOf(request).slice(0, MAX_INSTANCE)));
  response.writeHead(problem.problem.status, {
    'Content-Type': PROBLEM_JSON,
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(body),
    ...problem.details.headers,
  });
  response.end(body);
}

/** The path a request was sent to, as it was sent: without host, query and fragment. */
export function pathOf({ url = '' }: Pick<IncomingMessage, 'url'>): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}
