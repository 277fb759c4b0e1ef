import type { Failure } from './errors.js';

/** What is known of a task when an attempt at it begins: the engine goes on from here. */
export interface Resumption {
  readonly taskId: number;
  readonly uid: string;
  readonly input: unknown;
  /** Results of the steps that finished, by name. */
  readonly results: ReadonlyMap<string, unknown>;
  /** Why the task is being undone, when it was given up before. */
  readonly failure: Failure | undefined;
  /** Names of steps whose effect is, or may be, there and is still to be undone should the task be given up. */
  readonly begun: readonly string[];
  /** The next try of each step that was begun, by name. */
  readonly attempts: ReadonlyMap<string, number>;
}

/**
 * Where the engine keeps what must survive it; Redis for workers, memory for tests. Each call resolves once the fact
 * is kept, rejects with an Interruption when the attempt may write no more, and with a Cancellation when it goes on or
 * gives up for a reason of its own after the task was cancelled.
 */
export interface Journal {
  /**
   * Writes a step's result as the text that is kept. Throws for a result that can't be, or of which nothing can be told
   * that must be; the try then counts as failed.
   */
  encode(step: string, result: unknown): string;
  /** A step finished and another follows; `json` is its encoded result. */
  stepFinished(step: string, json: string): Promise<void>;
  /** The last step finished, and the task with it: `json`, its encoded result, is the task's. */
  taskFinished(step: string, json: string): Promise<void>;
  /** A step is tried again. May be kept later. */
  stepRetried(step: string): void;
  /** The task is given up; what was begun is undone next. `failed` is the step that left nothing to undo, if one did. */
  gaveUp(failure: Failure, failed: string | undefined): Promise<void>;
  /** A step's effect was taken back. */
  stepUndone(step: string): Promise<void>;
  /** How much of the running step is done, from 0 to 1. May be kept later or not at all. */
  progressed(step: string, fraction: number): void;
}
