import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { jsonBody } from './json-body.js';
import { JSON_TYPE, spellingsOf } from './media-types.js';
import { pathOf } from './problem-answer.js';
import { ProblemError } from './problem.js';
import { HEADERS_TOO_LARGE, MALFORMED_REQUEST, NOT_ACCEPTABLE } from './problems.js';
import type { RouteTable } from './route-table.js';

/**
 * Lets a request in, or throws or rejects with what it is refused for; `isPublic` tells whether anybody may ask what it
 * asks.
 */
export type Admission = (request: Request, isPublic: () => boolean) => void | Promise<void>;

/**
 * What every request passes before its handler: what no handler could answer is refused, whoever may not
 * ask is refused, its body is read. One middleware for all of it, because each costs every request a turn in the router.
 */
export function entrance(routes: RouteTable, admit: Admission): RequestHandler {
  const readBody = jsonBody(routes);
  const enter = (request: Request, response: Response, next: NextFunction): void => {
    const refusal = acceptFault(request, routes);
    if (refusal === undefined) readBody(request, response, next);
    else next(refusal);
  };
  return (request: Request, response: Response, next: NextFunction): void => {
    const refusal = targetFault(request) ?? hostFault(request) ?? headersFault(request);
    if (refusal !== undefined) {
      next(refusal);
      return;
    }
    const admitted = admit(request, () => routes.isPublic(request.method, pathOf(request)));
    if (admitted === undefined) enter(request, response, next);
    else admitted.then(() => enter(request, response, next), next);
  };
}

/** No target has a backslash or a fragment (RFC 9112 section 3.2, RFC 3986 section 3.3); what reads them, reads them differently. */
function targetFault({ url }: Request): ProblemError | undefined {
  if (!url.includes('\\') && !url.includes('#')) return undefined;
  return new ProblemError(MALFORMED_REQUEST, {
    detail: 'The request target has characters that must be escaped.',
  });
}

/** A host and perhaps a port, or nothing (RFC 9110 section 7.2, RFC 3986 section 3.2.2). Several come joined by a comma. */
const HOST = /^(?:[\w.~!$&'()*+;=%-]*|\[[\w.:]+\])(?::\d{0,5})?$/;

/** Source: RFC 9112 section 3.2. Node would refuse some of it too, but not as problem details. */
function hostFault({ httpVersion, headers: { host } }: Request): ProblemError | undefined {
  if (host === undefined) {
    return httpVersion === '1.0'
      ? undefined
      : new ProblemError(MALFORMED_REQUEST, { detail: 'The Host header is missing.' });
  }
  if (HOST.test(host)) return undefined;
  return new ProblemError(MALFORMED_REQUEST, { detail: 'The Host header is not one host.' });
}

/** Browsers behind proxies send some forty. Each costs parsing, and copies in whatever looks at all of them. */
const MAX_HEADERS = 100;

function headersFault({ rawHeaders }: Request): ProblemError | undefined {
  // A name and a value each.
  if (rawHeaders.length <= 2 * MAX_HEADERS) return undefined;
  return new ProblemError(HEADERS_TOO_LARGE, { detail: `There are more than ${MAX_HEADERS} headers.` });
}

/** Refuses what a handler would do in vain. Problems are told whatever a client accepts (RFC 9110 section 15.5.7). */
function acceptFault(request: Request, routes: RouteTable): ProblemError | undefined {
  const { accept } = request.headers;
  // What nearly all clients send; asking Express costs more.
  if (accept === undefined || accept === '*/*') return undefined;
  if (accept === JSON_TYPE && !routes.mayLackJson(pathOf(request))) return undefined;
  const offered = routes.offers(request.method, pathOf(request));
  const accepted = offered.flatMap(spellingsOf);
  if (offered.length === 0 || request.accepts(accepted) !== false) return undefined;
  return new ProblemError(NOT_ACCEPTABLE, { detail: `Answers here are ${offered.join(' or ')}.` });
}
