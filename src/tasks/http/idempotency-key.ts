import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../../platform/http/index.js';
import { MALFORMED_IDEMPOTENCY_KEY } from './tasks.problems.js';

const MAX_LENGTH = 255;

/** A structured-field string (RFC 9651 section 3.3.3): in quotes, with `\"` and `\\` for what they escape. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** What many clients send instead: the bare text. */
const BARE = /^[\x21\x23-\x7e][\x20\x21\x23-\x7e]*$/;

/**
 * Reads the Idempotency-Key of a request; undefined where none was sent. `"k"` and `k` are the same key.
 *
 * Errors: ProblemError (400) for a key that is empty, too long, given twice or neither of the two forms.
 * Source: IETF draft-ietf-httpapi-idempotency-key-header, section 2.1.
 */
export function idempotencyKey(
  request: Pick<IncomingMessage, 'headers' | 'headersDistinct'>,
): string | undefined {
  // Node puts the distinct ones together when they are asked for.
  if (request.headers['idempotency-key'] === undefined) return undefined;
  const [field = '', ...more] = request.headersDistinct['idempotency-key'] ?? [];
  if (more.length > 0) throw malformed('It was given more than once.');
  const text = field.trim();
  const quoted = QUOTED.exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1');
  const key = quoted ?? (BARE.test(text) ? text : '');
  if (key === '') throw malformed('It must be a string of printable ASCII characters that is not empty.');
  if (key.length > MAX_LENGTH) throw malformed(`It is longer than ${MAX_LENGTH} characters.`);
  return key;
}

function malformed(why: string): ProblemError {
  return new ProblemError(MALFORMED_IDEMPOTENCY_KEY, {
    detail: `The Idempotency-Key can not be used. ${why}`,
  });
}
