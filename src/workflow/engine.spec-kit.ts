import type { Attempt } from './engine.js';
import type { Failure } from './errors.js';
import type { Journal, Resumption } from './journal.js';
import { NO_RETRY, type RetryPolicy } from './retry-policy.js';
import type { Clock } from './settle.js';
import { Stop } from './stop.js';
import type { Step, StepContext } from './workflow.js';

export const THREE_TRIES: RetryPolicy = { maxAttempts: 3, baseMs: 100, capMs: 1_000 };

export const noParts: Failure = {
  type: '/problems/parts-short',
  title: 'No parts',
  status: 409,
  detail: 'no wheels',
};

/** A journal in memory that writes down what happens, in order, together with what the steps of a test add. */
export class Notes implements Journal {
  readonly lines: string[] = [];

  encode(_step: string, result: unknown): string {
    return JSON.stringify(result ?? null);
  }

  progressed(step: string, fraction: number): void {
    this.lines.push(`progress ${step} ${fraction}`);
  }

  stepRetried(step: string): void {
    this.lines.push(`again ${step}`);
  }

  async stepFinished(step: string, json: string): Promise<void> {
    this.lines.push(`kept ${step} ${json}`);
  }

  async taskFinished(step: string, json: string): Promise<void> {
    this.lines.push(`finished ${step} ${json}`);
  }

  async stepUndone(step: string): Promise<void> {
    this.lines.push(`undone ${step}`);
  }

  async gaveUp({ status }: Failure, failed: string | undefined): Promise<void> {
    this.lines.push(`gave up ${status} ${failed ?? '-'}`);
  }
}

/** Longer waits than this are timeouts, and those never come unless a test brings its own clock. */
const LONGEST_REST_MS = 10_000;

/** A clock on which rests are over at once. */
export const quick: Clock = {
  sleep: (ms, signal) =>
    ms > LONGEST_REST_MS
      ? new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve());
        })
      : Promise.resolve(),
};

/** What a step returns that never ends by itself. */
export const never = (): Promise<never> => Promise.race([]);

export function step(
  name: string,
  run: (context: StepContext<unknown, unknown>) => unknown,
  undo?: Step['undo'],
  retry: RetryPolicy = NO_RETRY,
): Step {
  const base = { name, timeoutMs: 20_000, retry, run };
  return undo === undefined ? base : { ...base, undo };
}

export function fresh(changes: Partial<Resumption> = {}): Resumption {
  return {
    taskId: 1,
    uid: 'u',
    input: { color: 'Blue' },
    results: new Map(),
    failure: undefined,
    begun: [],
    attempts: new Map(),
    ...changes,
  };
}

export function attempt(notes: Notes, steps: readonly Step[], changes: Partial<Attempt> = {}): Attempt {
  return {
    steps,
    from: fresh(),
    journal: notes,
    abort: new Stop(),
    cancel: new Stop(),
    clock: quick,
    random: () => 0.5,
    look: () => undefined,
    onFailedTry: () => undefined,
    ...changes,
  };
}
