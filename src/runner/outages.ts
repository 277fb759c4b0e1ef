import { StoreUnavailableError } from '../platform/redis/index.js';
import { Interruption, type Step } from '../workflow/index.js';

/**
 * Ends the attempt where Redis does not serve: that is no failure of the work, and nothing can be written now. The task
 * goes on once its lease is over and Redis is back.
 *
 * Errors: Interruption instead of StoreUnavailableError; all others as they are.
 */
export async function unlessOutage<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StoreUnavailableError ? new Interruption('lost') : error;
  }
}

/** A step that does not fail, and is not given up, because Redis does not serve: its effects may be kept there. */
export function bearingOutages(step: Step): Step {
  const run: Step['run'] = (context) => unlessOutage(() => step.run(context));
  if (step.undo === undefined) return { ...step, run };
  return { ...step, run, undo: (context) => unlessOutage(() => step.undo?.(context)) };
}
