import { HttpAnswer } from '../../platform/http/index.js';

/** A tag in a list of them, weak or strong. */
const TAG = /(?:W\/)?("[^"]*")/g;

/**
 * Makes an answer 304 where the client has this version of it already, so that only its advice travels.
 *
 * Source: RFC 9110 sections 13.1.2 (If-None-Match, weak comparison), 13.2.1 (only where it would be 2xx), 15.4.5 (304).
 */
export function unlessModified(answer: HttpAnswer, ifNoneMatch: string | undefined): HttpAnswer {
  if (ifNoneMatch === undefined || answer.status >= 300) return answer;
  const opaque = (tag: string): string => tag.replace(/^W\//, '');
  const own = opaque(answer.headers['ETag'] ?? '');
  const known = ifNoneMatch.trim() === '*' || [...ifNoneMatch.matchAll(TAG)].some(([, tag]) => tag === own);
  if (!known) return answer;
  // What says where the body is from goes along; what it is like does not.
  const headers = Object.entries(answer.headers).filter(([name]) => name !== 'Content-Type');
  return new HttpAnswer(304, Object.fromEntries(headers), '');
}
