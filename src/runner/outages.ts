import { StoreUnavailableError } from '../platform/redis/index.js';
import { isThenable, type Step, type StepContext, systemClock } from '../workflow/index.js';
import { patiently } from './patience.js';

type Context = StepContext<unknown, unknown>;
type Work = (context: Context) => unknown;

/**
 * A step that does not fail, and is not given up, because Redis refuses for now what it keeps there: it is run again until it
 * is done or its attempt must stop.
 */
export function bearingOutages(step: Step): Step {
  const run = bearing((context) => step.run(context));
  if (step.undo === undefined) return { ...step, run };
  const undo = bearing((context) => step.undo?.(context));
  return { ...step, run, undo: async (context) => void (await undo(context)) };
}

/** What answers at once has nothing to wait for. */
function bearing(work: Work): Work {
  return (context) => {
    let result: unknown;
    try {
      result = work(context);
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return untilDone(work, context);
    }
    return isThenable(result) ? untilDone(work, context, result) : result;
  };
}

function untilDone(work: Work, context: Context, first?: PromiseLike<unknown>): Promise<unknown> {
  let begun = first;
  const next = async (): Promise<unknown> => {
    const result = begun ?? work(context);
    begun = undefined;
    return result;
  };
  return patiently(next, context, systemClock);
}
