import type { Stop } from './stop.js';
import type { StepContext } from './workflow.js';

/** All of a context but its signal. */
type Given = Omit<StepContext<unknown, unknown>, 'signal'>;

/**
 * What one try of a step works with. Its signal is made for whoever asks for it, see Stop. A class, because an accessor in an object
 * literal makes a hidden class of its own each time: V8 keeps that, and all that it leads to, until a full collection, and small
 * collections then copied a third of what a worker ever allocated.
 */
export class TryContext implements StepContext<unknown, unknown> {
  readonly input: unknown;
  readonly results: unknown;
  readonly taskId: number;
  readonly uid: string;
  readonly attempt: number;
  readonly progress: (fraction: number) => void;

  constructor(
    { input, results, taskId, uid, attempt, progress }: Given,
    private readonly stop: Stop,
  ) {
    this.input = input;
    this.results = results;
    this.taskId = taskId;
    this.uid = uid;
    this.attempt = attempt;
    this.progress = progress;
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }
}
