import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { ProblemError } from './problem.js';
import { UNSUPPORTED_MEDIA_TYPE, VALIDATION_FAILED } from './problems.js';
import type { RouteTable } from './route-table.js';

const MAX_BODY_BYTES = 64 * 1024;

const WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** Members that JavaScript gives a meaning of their own; no body of this service has them. */
const FORBIDDEN_MEMBERS = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads JSON objects from the bodies of requests that a route takes; everything else is refused before a handler runs.
 *
 * Errors: 415 for other media types, charsets and encodings, 413 over 64 KiB, 400 for what is empty, not JSON or not an
 * object, as ProblemError or as body-parser's errors.
 */
export function jsonBody(routes: RouteTable): RequestHandler {
  const parse = express.json({ limit: MAX_BODY_BYTES, strict: false, inflate: false, type: () => true });
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!WITH_BODY.includes(request.method) || !routes.takes(request.method, request.path)) {
      next();
      return;
    }
    // Null where there is no body at all: that is for the check below to tell.
    if (request.is('application/json') === false) {
      const headers = { 'Accept-Post': 'application/json' };
      next(
        new ProblemError(UNSUPPORTED_MEDIA_TYPE, { detail: 'The body must be application/json.', headers }),
      );
      return;
    }
    parse(request, response, (error: unknown) => next(error ?? faultOf(request.body)));
  };
}

function faultOf(body: unknown): ProblemError | undefined {
  if (body === undefined) return notValid('', 'must be there');
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return notValid('', 'must be a JSON object');
  const forbidden = FORBIDDEN_MEMBERS.find((member) => Object.hasOwn(body, member));
  return forbidden === undefined ? undefined : notValid(`/${forbidden}`, 'is not known');
}

function notValid(pointer: string, detail: string): ProblemError {
  const summary = `The request is not valid: ${pointer === '' ? 'the body' : pointer.slice(1)} ${detail}.`;
  return new ProblemError(VALIDATION_FAILED, { detail: summary, errors: [{ pointer, detail }] });
}
