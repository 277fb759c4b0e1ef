import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';

const REQUEST_ID = Symbol('requestId');

interface Identified {
  [REQUEST_ID]?: string;
}

/** Taken from a client only in this form: it goes into logs and records. */
const WELL_FORMED = /^[A-Za-z0-9._-]{1,64}$/;

/** Gives every request an id, the client's own where it is well-formed, and every answer the same. */
export function identifyRequest(request: Request & Identified, response: Response, next: NextFunction): void {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && WELL_FORMED.test(given) ? given : newId();
  request[REQUEST_ID] = id;
  response.setHeader('X-Request-Id', id);
  next();
}

/** The id of a request; empty for one that was answered before it got one. */
export function requestId(request: IncomingMessage & Identified): string {
  return request[REQUEST_ID] ?? '';
}

/** Sixteen hexadecimal digits: short in every log line and record, and never the same twice in practice. */
function newId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16);
}
