import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import type { ProblemMembers } from '../problems/index.js';
import { StoreUnavailableError } from '../redis/index.js';
import { ProblemError } from './problem.js';
import {
  INTERNAL,
  MALFORMED_REQUEST,
  METHOD_NOT_ALLOWED,
  NOT_ACCEPTABLE,
  NOT_FOUND,
  PAYLOAD_TOO_LARGE,
  UNAVAILABLE,
  UNSUPPORTED_MEDIA_TYPE,
} from './problems.js';

/** What a client hears: the problem, its detail, headers. */
interface Fault {
  readonly problem: ProblemMembers;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Redis is usually back by then. */
const SOON = { 'Retry-After': '1' };

/** What reading a body can fail with, by the `type` of body-parser's errors. */
const BODY_FAULTS: Readonly<Record<string, Fault>> = {
  'entity.too.large': { problem: PAYLOAD_TOO_LARGE, detail: 'The body is larger than 64 KiB.' },
  'encoding.unsupported': {
    problem: UNSUPPORTED_MEDIA_TYPE,
    detail: 'Bodies are taken without a content encoding only.',
  },
  'request.aborted': { problem: MALFORMED_REQUEST, detail: 'The body ended before its time.' },
  'request.size.invalid': { problem: MALFORMED_REQUEST, detail: 'The body has not the announced length.' },
};

/** What Nest's exceptions and Express' errors say, by their status. */
const STATUS_FAULTS: Readonly<Record<number, Fault>> = {
  400: { problem: MALFORMED_REQUEST, detail: 'The request is not well-formed.' },
  404: { problem: NOT_FOUND, detail: 'There is nothing at this path.' },
  405: { problem: METHOD_NOT_ALLOWED, detail: 'The path does not take this method.' },
  406: { problem: NOT_ACCEPTABLE, detail: 'The answer can not be given in this media type.' },
  413: { problem: PAYLOAD_TOO_LARGE, detail: 'The body is larger than 64 KiB.' },
  415: { problem: UNSUPPORTED_MEDIA_TYPE, detail: 'The body must be application/json.' },
  503: { problem: UNAVAILABLE, detail: 'The service can not answer now.', headers: SOON },
};

/**
 * Tells what a client is to hear of anything that was thrown. What nobody foresaw is an internal problem that says
 * nothing of its cause; the cause is for the log.
 */
export function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  const { problem, ...details } = faultOf(thrown);
  return new ProblemError(problem, { ...details, cause: thrown });
}

function faultOf(thrown: unknown): Fault {
  if (thrown instanceof StoreUnavailableError) {
    const detail = 'The store of tasks can not be reached. Whether the request was carried out is not known.';
    return { problem: UNAVAILABLE, detail, headers: SOON };
  }
  if (thrown instanceof URIError)
    return { problem: MALFORMED_REQUEST, detail: 'The path is not well-formed.' };
  return (
    BODY_FAULTS[bodyFaultOf(thrown)] ??
    ofStatus(statusOf(thrown)) ?? {
      problem: INTERNAL,
      detail: 'Something went wrong that is not your fault. It was logged under the request id.',
    }
  );
}

/** Statuses without a problem of their own are plain HTTP (RFC 9457 section 4.2.1, `about:blank`). */
function ofStatus(status: number): Fault | undefined {
  if (status in STATUS_FAULTS) return STATUS_FAULTS[status];
  if (status < 400 || status > 499) return undefined;
  const title = STATUS_CODES[status] ?? 'Client error';
  return { problem: { type: 'about:blank', title, status }, detail: `${title}.` };
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  return thrown instanceof Error && 'status' in thrown ? Number(thrown.status) : 0;
}

function bodyFaultOf(thrown: unknown): string {
  return thrown instanceof Error && 'type' in thrown ? String(thrown.type) : '';
}
