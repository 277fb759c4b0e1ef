/** The states of a workflow step, in the words of the task document. */
export const STEP_STATUSES = ['not started', 'in progress', 'finished', 'failed', 'undone'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** One step of a task as its record keeps it. Times are milliseconds after the task was created. */
export interface TaskStep {
  readonly name: string;
  readonly status: StepStatus;
  /** How many times the step was begun. */
  readonly attempts: number;
  readonly startedAfterMs: StepTime;
  readonly endedAfterMs: StepTime;
}

/** `'now'` is what a worker writes: which time that is says Redis' clock, so that workers' clocks do not matter. */
export type StepTime = number | 'now' | undefined;
