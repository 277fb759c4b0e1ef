import type { Failure } from '../../../workflow/index.js';

/** The factory is short of parts. */
export function partsShort(parts: readonly string[]): Failure {
  return {
    type: '/problems/parts-short',
    title: 'Parts are out of stock',
    status: 409,
    detail: `The factory is short of: ${parts.join(', ')}.`,
  };
}

/** The car was never built, or is gone. */
export function noSuchCar(carId: number): Failure {
  return {
    type: '/problems/no-such-car',
    title: 'There is no such car',
    status: 404,
    detail: `There is no car ${carId}.`,
  };
}
