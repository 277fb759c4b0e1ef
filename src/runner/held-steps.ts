import type { Step, StepContext, Stop } from '../workflow/index.js';

/** What tells whether an attempt still holds its task. */
export interface Hold {
  /** Stops the attempt if its lease may be over. */
  readonly look: () => void;
  /** Fires, with an Interruption, when the attempt is stopped. */
  readonly abort: Stop;
}

type Context = StepContext<unknown, unknown>;

/**
 * A step that does not begin, and is not undone, once its attempt may have lost the task. A process that was frozen between
 * two steps goes on with the next before any timer of its own can tell it how late it is.
 *
 * Errors: the stop's Interruption instead of beginning.
 */
export function whileHeld(step: Step, { look, abort }: Hold): Step {
  const held =
    <T>(work: (context: Context) => T) =>
    (context: Context): T => {
      look();
      abort.throwIfFired();
      return work(context);
    };
  const run = held((context) => step.run(context));
  return step.undo === undefined
    ? { ...step, run }
    : { ...step, run, undo: held((context) => step.undo?.(context)) };
}
