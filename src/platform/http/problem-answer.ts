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
  const body = JSON.stringify(problem.body(uriOf(pathOf(request).slice(0, MAX_INSTANCE))));
  response.writeHead(problem.problem.status, {
    'Content-Type': PROBLEM_JSON,
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(body),
    ...problem.details.headers,
  });
  response.end(body);
}

/**
 * A path as a URI reference, which `instance` must be; what clients send as a path need not be one.
 *
 * Source: RFC 9457 section 3.1.5; RFC 3986 sections 2.1 (percent-encoding) and 3.3 (path).
 */
export function uriOf(path: string): string {
  return path
    .replaceAll(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replaceAll(/[^!$%&'()*+,./0-9:;=@A-Z_a-z~-]/g, (char) => percentEncoded(char));
}

/** Node reads request targets as Latin-1, so each character is one byte. */
function percentEncoded(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The path a request was sent to, as it was sent: without host, query and fragment. */
export function pathOf({ url = '' }: Pick<IncomingMessage, 'url'>): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}
