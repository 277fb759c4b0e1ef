import type { Socket } from 'node:net';
import { MALFORMED_REQUEST } from './problems.js';

/** What Node's parser gives up on, by the code of its error; all else is a malformed request. */
const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Answers what is not HTTP at all, and closes: there is no request, so no handler sees it. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const statusLine = STATUS_LINES[error.code ?? ''] ?? '400 Bad Request';
  const status = Number(statusLine.slice(0, 3));
  const { type } = MALFORMED_REQUEST;
  const body = JSON.stringify({
    type,
    title: statusLine.slice(4),
    status,
    detail: 'The request could not be read.',
  });
  socket.end(
    `HTTP/1.1 ${statusLine}\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
