import type { IncomingMessage } from 'node:http';
import { randomNames } from '../random-names.js';

const REQUEST_ID = Symbol('requestId');

interface Identified {
  [REQUEST_ID]?: string;
}

/** Taken from a client only in this form: it goes into logs and records. */
const WELL_FORMED = /^[A-Za-z0-9._-]{1,64}$/;

/** The id of a request, made when it is first asked for: the client's own where that is well-formed. */
export function requestId(request: IncomingMessage & Identified): string {
  return (request[REQUEST_ID] ??= idFor(request));
}

function idFor({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : newRequestId();
}

/** The id of a request where it was made here, and so never is that of another; undefined where it is the client's own. */
export function ownRequestId(request: IncomingMessage & Identified): string | undefined {
  const id = requestId(request);
  return id === request.headers['x-request-id'] ? undefined : id;
}

/** Sixteen characters: short in every log line and record. */
export const newRequestId = randomNames(12, 'base64url');
