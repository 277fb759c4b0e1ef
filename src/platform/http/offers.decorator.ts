import { SetMetadata } from '@nestjs/common';

/** Where a handler says which media types it can answer in. */
export const OFFERS = Symbol('OFFERS');

/**
 * The media types that a handler can answer in, where those are not just `application/json`. A request that accepts none of
 * them is refused with 406 before the handler does anything (RFC 9110 section 15.5.7).
 */
export function Offers(...mediaTypes: readonly string[]): MethodDecorator {
  return SetMetadata(OFFERS, mediaTypes);
}
