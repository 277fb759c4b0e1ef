import { occurrence } from '../../../platform/problems/index.js';
import type { Failure } from '../../../workflow/index.js';
import { NO_SUCH_CAR, PARTS_SHORT } from '../cars.problems.js';

/** The factory is short of parts. */
export function partsShort(parts: readonly string[]): Failure {
  return occurrence(PARTS_SHORT, `The factory is short of: ${parts.join(', ')}.`);
}

/** The car was never built, or is gone. */
export function noSuchCar(carId: number): Failure {
  return occurrence(NO_SUCH_CAR, `There is no car ${carId}.`);
}
