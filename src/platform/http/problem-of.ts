import { HttpException } from '@nestjs/common';
import { StoreUnavailableError } from '../redis/index.js';
import { ProblemError, type ProblemType } from './problem.js';
import {
  INTERNAL,
  MALFORMED_JSON,
  MALFORMED_REQUEST,
  NOT_FOUND,
  PAYLOAD_TOO_LARGE,
  UNAVAILABLE,
  UNSUPPORTED_MEDIA_TYPE,
} from './problems.js';

/** Seconds after which asking again is worth while; Redis is usually back by then. */
const RETRY_AFTER_SECONDS = '1';

/** What reading a body can fail with, by the `type` of body-parser's errors. */
const BODY_FAULTS: Readonly<Record<string, readonly [ProblemType, string]>> = {
  'entity.parse.failed': [MALFORMED_JSON, 'The body is not well-formed JSON.'],
  'entity.too.large': [PAYLOAD_TOO_LARGE, 'The body is larger than 64 KiB.'],
  'encoding.unsupported': [UNSUPPORTED_MEDIA_TYPE, 'Bodies are taken without a content encoding only.'],
  'charset.unsupported': [UNSUPPORTED_MEDIA_TYPE, 'Bodies are taken in UTF-8 only.'],
  'request.aborted': [MALFORMED_REQUEST, 'The body ended before its time.'],
  'request.size.invalid': [MALFORMED_REQUEST, 'The body has not the length that was announced.'],
};

/**
 * Tells what a client is to hear of anything that was thrown. What nobody foresaw is an internal problem that says
 * nothing of its cause; the cause is for the log.
 */
export function problemOf(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof StoreUnavailableError) {
    const detail = 'The store of tasks can not be reached. Whether the request was carried out is not known.';
    return new ProblemError(UNAVAILABLE, {
      detail,
      headers: { 'Retry-After': RETRY_AFTER_SECONDS },
      cause: thrown,
    });
  }
  const [problem, detail] = fault(thrown);
  return new ProblemError(problem, { detail, cause: thrown });
}

function fault(thrown: unknown): readonly [ProblemType, string] {
  const body = BODY_FAULTS[memberOf(thrown, 'type')];
  if (body !== undefined) return body;
  if (thrown instanceof HttpException && thrown.getStatus() === NOT_FOUND.status) {
    return [NOT_FOUND, 'There is nothing at this path.'];
  }
  if (thrown instanceof URIError || memberOf(thrown, 'status') === '400') {
    return [MALFORMED_REQUEST, 'The path is not well-formed.'];
  }
  return [INTERNAL, 'Something went wrong that is not your fault. It was logged under the request id.'];
}

function memberOf(thrown: unknown, name: string): string {
  return thrown instanceof Error && name in thrown
    ? String((thrown as unknown as Record<string, unknown>)[name])
    : '';
}
