import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const REQUEST_ID = Symbol('requestId');

interface Identified {
  [REQUEST_ID]?: string;
}

/** Taken from a client only in this form: it goes into logs and records. */
const WELL_FORMED = /^[A-Za-z0-9._-]{1,64}$/;

/** Random bytes of one id. */
const ID_BYTES = 10;

/** Ids that are made of one call: such a call takes as long as fifty ids. */
const POOLED = 256;

/** The id of a request, made when it is first asked for: the client's own where that is well-formed. */
export function requestId(request: IncomingMessage & Identified): string {
  return (request[REQUEST_ID] ??= idFor(request));
}

function idFor({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : newRequestId();
}

let pool = Buffer.alloc(0);
let used = 0;

/** Twenty hexadecimal digits: short in every log line and record, and never the same twice in practice. */
export function newRequestId(): string {
  if (used === pool.length) {
    pool = randomBytes(POOLED * ID_BYTES);
    used = 0;
  }
  const from = used;
  used += ID_BYTES;
  return pool.toString('hex', from, used);
}
