import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { parseJsonObject } from './json-object.js';
import { ProblemError } from './problem.js';
import { pathOf } from './problem-answer.js';
import { UNSUPPORTED_MEDIA_TYPE } from './problems.js';
import type { RouteTable } from './route-table.js';
import { JSON_TYPE } from './media-types.js';

/** 64 KiB: an order is some hundred bytes. */
const MAX_BODY_BYTES = 65_536;

const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

/** The parameter of a media type that would have the body in something else than UTF-8 (RFC 8259 knows no such). */
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;

const UTF8 = /^utf-?8$/i;

/**
 * Reads JSON objects from the bodies of requests that a route takes; everything else is refused before a handler runs.
 * Requests that no route takes pass, since what is wrong with those is not their body.
 *
 * Errors: 415 for other media types, charsets and encodings, 413 over 64 KiB, 400 for what is empty, not JSON or not an
 * object, as ProblemError or as body-parser's errors.
 */
export function jsonBody(routes: RouteTable): RequestHandler {
  const read = express.raw({ limit: MAX_BODY_BYTES, inflate: false, type: () => true });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!WITH_BODY.has(request.method) || !routes.takes(request.method, pathOf(request))) {
      next();
      return;
    }
    const refusal = mediaTypeFault(request);
    if (refusal !== undefined) {
      next(refusal);
      return;
    }
    const parsed = (error?: unknown): void => next(error ?? parseBody(request));
    if (isPlain(request)) readPlain(request, parsed);
    else read(request, response, parsed);
  };
}

/** Whether a body is short and comes as it is, like nearly all. */
function isPlain({ headers }: Request): boolean {
  return (
    headers['content-encoding'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length']) <= MAX_BODY_BYTES
  );
}

/**
 * Reads a body that Node holds to its length already. body-parser, which has the others, takes 4 % of what accepting a task
 * costs for it. Whoever hangs up before its end waits for no answer.
 */
function readPlain(request: Request, done: () => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => {
    request.body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    done();
  });
}

function mediaTypeFault(request: Request): ProblemError | undefined {
  if (request.headers['content-type'] === JSON_TYPE) return undefined;
  // What has no body has no media type either; it is told that the body is missing.
  if (request.headers['content-length'] === '0') return undefined;
  if (request.is(JSON_TYPE) === false) return notJson('The body must be application/json.');
  const charset = CHARSET.exec(request.headers['content-type'] ?? '')?.[1];
  return charset === undefined || UTF8.test(charset) ? undefined : notJson('The body must be in UTF-8.');
}

function notJson(detail: string): ProblemError {
  // RFC 9110 has only Accept for this in answers; LDP's Accept-Post is the one that names the method, and is widely known.
  return new ProblemError(UNSUPPORTED_MEDIA_TYPE, { detail, headers: { 'Accept-Post': 'application/json' } });
}

/** Puts the object in the place of the bytes; answers what is wrong with them. */
function parseBody(request: Request): unknown {
  try {
    const bytes: unknown = request.body;
    request.body = parseJsonObject(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0));
    return undefined;
  } catch (error) {
    return error;
  }
}
