/**
 * The engine: takes a task from where it stands to one outcome.
 *
 * What it guarantees. Steps run in order, and one whose result is in the journal never runs again. A step that was
 * begun and is not in the journal may run again: effects are at least once, so each must be idempotent by uid and step.
 * A task that is given up says so in the journal before anything is undone, so that no later attempt goes forward
 * again; then everything begun is undone, last first, each undo noted when it is done. A task that is cancelled is given
 * up so too: the running step's signal fires, or the journal refuses what comes next. Between a cancel and the end
 * there is one winner, whichever the journal has first.
 *
 * What a crash leaves behind. Before a checkpoint: the step runs again. Between the last step's effect and the task's
 * end: the last step runs again. While undoing: the undo at hand runs again. In none of these is anything lost.
 */
import { type Clock, settle } from './settle.js';
import {
  brokenFactory,
  Cancellation,
  type Failure,
  Interruption,
  PermanentError,
  TransientError,
} from './errors.js';
import type { Journal, Resumption } from './journal.js';
import type { Outcome } from './outcome.js';
import type { Stop } from './stop.js';
import { restMs, type RetryPolicy } from './retry-policy.js';
import type { Step, StepContext } from './workflow.js';

/** One attempt at a task. */
export interface Attempt {
  readonly steps: readonly Step[];
  readonly from: Resumption;
  readonly journal: Journal;
  /** Fires, with an Interruption as its reason, when the attempt must stop. */
  readonly abort: Stop;
  /** Fires, with a Cancellation as its reason, when the task is to be given up and undone. */
  readonly cancel: Stop;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told of every try that failed though it should not have, with what was thrown: for the logs. */
  readonly onFailedTry: (step: string, attempt: number, error: unknown) => void;
}

/** An attempt that goes forward, or backward. */
interface Running extends Attempt {
  /** What stops a step on this way. */
  readonly interruptions: readonly Stop[];
}

/** An undo is tried this often in one attempt; then the task is handed on, so that a new worker tries. */
const UNDO_RETRY: RetryPolicy = { maxAttempts: 5, baseMs: 200, capMs: 5_000 };

type StepEnd =
  | { readonly kind: 'done'; readonly json: string }
  | { readonly kind: 'given up'; readonly failure: Failure; readonly clean: boolean };

/** What was begun and must be undone before the task ends with the failure. */
interface Undo {
  readonly kind: 'undo';
  readonly begun: readonly string[];
  readonly failure: Failure;
}

/** Runs one attempt. Never rejects for what a step does; rejects only for a defect of the journal. */
export async function runAttempt(attempt: Attempt): Promise<Outcome> {
  try {
    const { from, abort } = attempt;
    return from.failure === undefined
      ? await forward(attempt)
      : await backward({ ...attempt, interruptions: [abort] }, from.begun, from.results, from.failure);
  } catch (error) {
    if (error instanceof Interruption) return { kind: error.kind };
    throw error;
  }
}

async function forward(attempt: Attempt): Promise<Outcome> {
  const results = new Map(attempt.from.results);
  const { abort, cancel } = attempt;
  const end = await onward({ ...attempt, interruptions: [abort, cancel] }, results).catch(
    (error: unknown): Undo => {
      if (!(error instanceof Cancellation)) throw error;
      // The step after those that finished was under way: its effect may be there.
      const begun = attempt.steps.slice(0, results.size + 1).map(({ name }) => name);
      return { kind: 'undo', begun, failure: error.failure };
    },
  );
  // A cancel that comes while something is undone must not stop that.
  if (end.kind !== 'undo') return end;
  return backward({ ...attempt, interruptions: [abort] }, end.begun, results, end.failure);
}

/** Goes on step by step, and keeps each result in `results` once the journal has it. */
async function onward(attempt: Running, results: Map<string, unknown>): Promise<Outcome | Undo> {
  const { steps, journal } = attempt;
  for (const [index, step] of steps.entries()) {
    if (results.has(step.name)) continue;
    const end = await runStep(attempt, step, results);
    if (end.kind === 'given up') return giveUp(attempt, step, end);
    if (index === steps.length - 1) {
      await journal.taskFinished(step.name, end.json);
      return { kind: 'finished' };
    }
    await journal.stepFinished(step.name, end.json);
    // Read back, so that later steps see the same whether or not a crash lies in between.
    results.set(step.name, JSON.parse(end.json));
  }
  throw new Error('a task whose steps are all in the journal should have ended');
}

async function giveUp(
  attempt: Running,
  step: Step,
  { failure, clean }: StepEnd & { kind: 'given up' },
): Promise<Outcome | Undo> {
  const before = attempt.steps.slice(0, attempt.steps.indexOf(step)).map(({ name }) => name);
  const begun = clean ? before : [...before, step.name];
  const failed = clean ? step.name : undefined;
  // With nothing to undo the failure is the end, and one write less.
  if (begun.length === 0) return { kind: 'failed', failure, failed };
  await attempt.journal.gaveUp(failure, failed);
  return { kind: 'undo', begun, failure };
}

async function backward(
  attempt: Running,
  begun: readonly string[],
  results: ReadonlyMap<string, unknown>,
  failure: Failure,
): Promise<Outcome> {
  for (const name of begun.toReversed()) {
    const step = attempt.steps.find((candidate) => candidate.name === name);
    if (step?.undo !== undefined && !(await undoStep(attempt, step, results))) return { kind: 'stuck' };
    await attempt.journal.stepUndone(name);
  }
  return { kind: 'failed', failure, failed: undefined };
}

async function runStep(
  attempt: Running,
  step: Step,
  results: ReadonlyMap<string, unknown>,
): Promise<StepEnd> {
  for (let tryNumber = attempt.from.attempts.get(step.name) ?? 1, tries = 1; ; tryNumber += 1, tries += 1) {
    try {
      const result = await tryOnce(attempt, step, results, tryNumber, (context) => step.run(context));
      return { kind: 'done', json: attempt.journal.encode(step.name, result) };
    } catch (error) {
      if (error instanceof Interruption || error instanceof Cancellation) throw error;
      if (error instanceof PermanentError) {
        return { kind: 'given up', failure: { ...error.failure, step: step.name }, clean: true };
      }
      attempt.onFailedTry(step.name, tryNumber, error);
      if (tries >= step.retry.maxAttempts) {
        return { kind: 'given up', failure: brokenFactory(step.name), clean: false };
      }
      await rest(attempt, step.retry, tries, error);
      attempt.journal.stepRetried(step.name);
    }
  }
}

/** Answers false when the undo could not be done for now. */
async function undoStep(
  attempt: Running,
  step: Step,
  results: ReadonlyMap<string, unknown>,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await tryOnce(attempt, step, results, tries, (context) => step.undo?.(context));
      return true;
    } catch (error) {
      if (error instanceof Interruption) throw error;
      attempt.onFailedTry(`undo ${step.name}`, tries, error);
      if (tries >= UNDO_RETRY.maxAttempts) return false;
      await rest(attempt, UNDO_RETRY, tries, error);
    }
  }
}

function tryOnce(
  attempt: Running,
  step: Step,
  results: ReadonlyMap<string, unknown>,
  tryNumber: number,
  work: (context: StepContext<unknown, unknown>) => unknown,
): Promise<unknown> {
  return settle(step.timeoutMs, attempt.interruptions, attempt.clock, (stop) =>
    work({
      input: attempt.from.input,
      results: Object.fromEntries(results),
      taskId: attempt.from.taskId,
      uid: attempt.from.uid,
      attempt: tryNumber,
      get signal() {
        return stop.signal;
      },
      progress: (fraction) => attempt.journal.progressed(step.name, fraction),
    }),
  );
}

async function rest(attempt: Running, policy: RetryPolicy, tries: number, error: unknown): Promise<void> {
  const asked = error instanceof TransientError ? error.retryAfterMs : undefined;
  const ms = asked ?? restMs(policy, tries, attempt.random);
  await settle(Number.POSITIVE_INFINITY, attempt.interruptions, attempt.clock, ({ signal }) =>
    attempt.clock.sleep(ms, signal),
  );
}
