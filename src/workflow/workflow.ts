import type { RetryPolicy } from './retry-policy.js';

/** What a step is given to work with. */
export interface StepContext<Input, Results> {
  readonly input: Input;
  /** What the steps before this one returned, by name. */
  readonly results: Results;
  /** The task's number, for logs. */
  readonly taskId: number;
  /**
   * The task's own name, unique for ever. A step can run more than once (a crash after its effect and before its
   * checkpoint), so every effect outside is made once for each uid and step.
   */
  readonly uid: string;
  /** Which try of this step it is, from 1. */
  readonly attempt: number;
  /** Fires when the step must stop: its time is up, its worker shuts down or no longer holds the task. */
  readonly signal: AbortSignal;
  /** Tells how much of the step is done, from 0 to 1. */
  readonly progress: (fraction: number) => void;
}

/** How a step runs. */
export interface StepOptions<Input, Results, Output> {
  /** Milliseconds one try may take; then its signal fires and it counts as a transient failure. */
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  readonly run: (context: StepContext<Input, Results>) => Output | Promise<Output>;
  /**
   * Takes the step's effect back after a later failure. Also run for a step that was interrupted, whose effect may or
   * may not have happened, and may itself run more than once: it must bear both.
   */
  readonly undo?: (context: StepContext<Input, Results>) => void | Promise<void>;
}

/** A step as the engine runs it; its types were checked where it was declared. */
export interface Step {
  readonly name: string;
  readonly timeoutMs: number;
  readonly retry: RetryPolicy;
  run(context: StepContext<unknown, unknown>): unknown;
  undo?(context: StepContext<unknown, unknown>): void | Promise<void>;
}

/** The steps of a kind of task: typed from the input through each earlier result to the last one, the task's result. */
export class Steps<Input, Results extends object, Last> {
  private constructor(readonly list: readonly Step[]) {}

  static for<Input>(): Steps<Input, object, never> {
    return new Steps([]);
  }

  /** Adds a step, which sees the results of those before it. */
  step<Name extends string, Output>(
    name: Name,
    options: StepOptions<Input, Results, Output>,
  ): Steps<Input, Results & Readonly<Record<Name, Output>>, Output> {
    return new Steps([...this.list, { name, ...options }]);
  }

  /** Only for the compiler: ties the steps to the type of their result. */
  declare readonly last: Last;
}

/** A kind's workflow: what the worker runs. */
export interface Workflow<Input, Result> {
  readonly steps: Steps<Input, object, Result>;
}
