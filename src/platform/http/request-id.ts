import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const REQUEST_ID = Symbol('requestId');

interface Identified {
  [REQUEST_ID]?: string;
}

/** Taken from a client only in this form: it goes into logs and records. */
const WELL_FORMED = /^[A-Za-z0-9._-]{1,64}$/;

const ID_LENGTH = 20;

/** Gives a request that has none an id, the client's own where it is well-formed, and its answer the same. */
export function identifyRequest(request: IncomingMessage & Identified, response: ServerResponse): void {
  if (request[REQUEST_ID] !== undefined) return;
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && WELL_FORMED.test(given) ? given : newRequestId();
  request[REQUEST_ID] = id;
  response.setHeader('X-Request-Id', id);
}

/** The id of a request; empty for one that was answered before it got one. */
export function requestId(request: IncomingMessage & Identified): string {
  return request[REQUEST_ID] ?? '';
}

/**
 * Twenty hexadecimal digits: short in every log line and record, and never the same twice in practice. Node makes UUIDs
 * from a pool of random bytes, so most cost no system call.
 */
export function newRequestId(): string {
  return randomUUID().replaceAll('-', '').slice(0, ID_LENGTH);
}
