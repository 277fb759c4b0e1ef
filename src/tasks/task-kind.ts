import type { Settings } from '../platform/config/index.js';

/** Seconds each step is expected to take, in the order the steps run. */
export type ExpectedSteps = Readonly<Record<string, number>>;

/** What the author of a kind declares. */
export interface KindOptions<Result> {
  /** The workflow's steps with the seconds each is expected to take while nothing has been observed yet. */
  readonly steps: (settings: Settings) => ExpectedSteps;
  /** The path of the resource that a finished task has made; left out by kinds that make none. */
  readonly creates?: (result: Result) => string;
}

/**
 * A sort of task: its name, which is also its queue's, and the types of its input and result.
 * All that the API and the worker processes share about it.
 */
export class Kind<Input extends object, Result extends object> {
  constructor(
    readonly name: string,
    readonly options: KindOptions<Result>,
  ) {}

  /** What a controller returns to have the request done as a task of this kind. */
  task(input: Input): Submission {
    return new Submission(this.name, input);
  }
}

/** A task of any kind, as the core handles it. */
export type AnyKind = Kind<never, never>;

/** An order to run a task, made by a controller and carried out by the adapter. */
export class Submission {
  constructor(
    readonly kind: string,
    readonly input: object,
  ) {}
}

/**
 * Declares a kind of task.
 *
 * Units: `steps` gives seconds.
 */
export function kind<Input extends object, Result extends object>(
  name: string,
  options: KindOptions<Result>,
): Kind<Input, Result> {
  return new Kind(name, options);
}
