import { type Step, type StepContext, systemClock } from '../workflow/index.js';
import { patiently } from './patience.js';

type Work = (context: StepContext<unknown, unknown>) => unknown;

/**
 * A step that does not fail, and is not given up, because Redis refuses for now what it keeps there: it is run again until it
 * is done or its attempt must stop.
 */
export function bearingOutages(step: Step): Step {
  const bearing =
    (work: Work) =>
    (context: StepContext<unknown, unknown>): Promise<unknown> =>
      patiently(async () => work(context), context.signal, systemClock);
  const run = bearing((context) => step.run(context));
  if (step.undo === undefined) return { ...step, run };
  const undo = bearing((context) => step.undo?.(context));
  return { ...step, run, undo: async (context) => void (await undo(context)) };
}
