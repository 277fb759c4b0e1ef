import { defineFailure } from '../../platform/problems/index.js';

/** The factory is short of parts. */
export const PARTS_SHORT = defineFailure({
  slug: 'parts-short',
  status: 409,
  title: 'Parts are out of stock',
  explanation:
    'The car was ordered, but a part that it needs is out of stock, so it was not built. The member detail names what is missing. Parts that were reserved for it are back in stock.',
  remedy:
    'Order again once the parts are in stock, with a new Idempotency-Key. The same order fails until then.',
});

/** The car was never built, or is gone. */
export const NO_SUCH_CAR = defineFailure({
  slug: 'no-such-car',
  status: 404,
  title: 'There is no such car',
  explanation: 'No car with this number was ever built, or the task that built it was undone afterwards.',
  remedy: 'Take the number from the Location header of the 201 that the order ended with.',
});
