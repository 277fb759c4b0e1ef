import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_JSON } from './problem-answer.js';
import { ProblemError } from './problem.js';
import { HEADERS_TOO_LARGE, MALFORMED_REQUEST, METHOD_NOT_ALLOWED, REQUEST_TIMEOUT } from './problems.js';
import { newRequestId } from './request-id.js';
import { securityHeaders } from './security-headers.js';

const BROKEN = new ProblemError(MALFORMED_REQUEST, {
  detail: 'What was sent is not a well-formed HTTP request.',
});

/** What Node's parser gives up on, by the code of its error; all else is a malformed request. */
const PROBLEMS: Readonly<Record<string, ProblemError>> = {
  HPE_HEADER_OVERFLOW: new ProblemError(HEADERS_TOO_LARGE, { detail: 'The headers are larger than 16 KiB.' }),
  ERR_HTTP_REQUEST_TIMEOUT: new ProblemError(REQUEST_TIMEOUT, {
    detail: 'The request did not arrive in time.',
  }),
};

/**
 * Answers what is not HTTP at all, and closes: there is no request, so no handler sees it. `last` is the connection's
 * latest answer, finished or not.
 *
 * Source: Node, `http.Server` event `clientError`.
 */
export function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Socket,
  last?: ServerResponse,
): void {
  // A second answer inside one that has begun would be taken for a part of it.
  const begun = last?.headersSent === true && !last.writableFinished;
  if (begun || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  answerAndClose(socket, PROBLEMS[error.code ?? ''] ?? BROKEN);
}

const TUNNEL = new ProblemError(METHOD_NOT_ALLOWED, {
  detail: 'This is no proxy: CONNECT is taken nowhere.',
  // No method is: a tunnel leads to another host (RFC 9110 section 10.2.1).
  headers: { Allow: '' },
});

/** Answers CONNECT, which is a request for a tunnel and which Node hands over with its bare connection (RFC 9110 section 9.3.6). */
export function answerTunnel(socket: Socket): void {
  socket.on('error', () => socket.destroy());
  answerAndClose(socket, TUNNEL);
}

/** As all answers have them, where nobody knows whom they go to. */
const HEADERS = Object.entries(securityHeaders(''))
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

function answerAndClose(socket: Socket, problem: ProblemError): void {
  const { status } = problem.problem;
  const body = JSON.stringify(problem.body());
  const own = Object.entries(problem.details.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${PROBLEM_JSON}\r\nCache-Control: no-store\r\n${HEADERS}${own.join('')}` +
      `X-Request-Id: ${newRequestId()}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.destroySoon();
}
