import type { TaskStep } from './task-step.js';
import type { Task, TaskError } from './task.js';

/** A task granted to a worker, with the results of the steps that earlier attempts finished. */
export interface Grant {
  readonly task: Task;
  /** Milliseconds from its acceptance to this grant, by Redis' clock. */
  readonly ageMs: number;
  /** JSON texts by step name. */
  readonly checkpoints: ReadonlyMap<string, string>;
  /** Of the tasks that are still to be started those that are this worker's share: so many more it may take without a delivery. */
  readonly share: number;
}

/** A task that this worker was handed, and its own mark of a time before that. */
export interface Handed {
  readonly mark: string;
  readonly grant: Grant;
}

/** Who writes: the task and the attempt it was granted as. */
export interface Holder {
  readonly id: number;
  readonly attempt: number;
}

/** What a checkpoint keeps beside the steps. */
export interface Kept {
  /** Whole percent. */
  readonly progress: number;
  readonly result?: { readonly step: string; readonly json: string };
  readonly error?: TaskError;
}

/** How far a running task has come, for the heartbeat. */
export interface Beat extends Holder {
  readonly progress: number;
  readonly steps: readonly TaskStep[];
}

/** What a heartbeat brings back: that the attempt holds its task or lost it, or why the task is given up: it may have been cancelled. */
export type Renewal = 'held' | 'lost' | TaskError;

/** Thrown when a write was refused because the attempt no longer holds its task; the attempt must stop. */
export class LeaseLostError extends Error {}

/** Thrown when a write was refused because the task was given up before, for what `error` says; it must be undone. */
export class GivenUpError extends Error {
  constructor(readonly error: TaskError) {
    super(error.detail);
  }
}
