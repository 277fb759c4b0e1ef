import type { Request } from 'express';

/** What nearly all clients send, and handlers answer in unless they say otherwise (see Offers). */
export const JSON_TYPE = 'application/json';

/** How clients may name a media type: all of ours are UTF-8, and a client may say so. */
export function spellingsOf(type: string): readonly string[] {
  return [type, `${type}; charset=utf-8`];
}

/**
 * Whether a client would rather have this type than JSON. Of two it likes the same, the one it names first.
 *
 * Source: RFC 9110 section 12.5.1.
 */
export function prefersToJson(request: Request, type: string): boolean {
  return request.accepts([...spellingsOf(JSON_TYPE), type]) === type;
}
