import type { Request } from 'express';

export const EVENT_STREAM = 'text/event-stream';

/**
 * Whether a client would rather have events than JSON. Of two it likes the same, the one it names first.
 *
 * Source: RFC 9110 section 12.5.1.
 */
export function prefersEvents(request: Request): boolean {
  const { accept } = request.headers;
  // What nearly all clients send; weighing costs more.
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return false;
  // JSON is UTF-8, and a client may say so.
  return (
    request.accepts(['application/json', 'application/json; charset=utf-8', EVENT_STREAM]) === EVENT_STREAM
  );
}
