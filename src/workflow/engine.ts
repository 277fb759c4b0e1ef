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
import { isThenable } from './thenable.js';
import { TryContext } from './try-context.js';
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
  /** Called before a step is run or undone: it may find that the attempt must stop, and fire `abort`. */
  readonly look: () => void;
  /** Told of every try that failed though it should not have, with what was thrown: for the logs. */
  readonly onFailedTry: (step: string, attempt: number, error: unknown) => void;
}

/** An attempt that goes forward, or backward. Not a copy with one member more: each would have a hidden class of its own, see TryContext. */
interface Running {
  readonly attempt: Attempt;
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
  const { from, abort, cancel } = attempt;
  const results = new Map(from.results);
  try {
    const end =
      from.failure === undefined
        ? await onward({ attempt, interruptions: [abort, cancel] }, results)
        : undoing(from.begun, from.failure);
    if (end.kind !== 'undo') return end;
    // A cancel that comes while something is undone must not stop that.
    return await backward({ attempt, interruptions: [abort] }, end, results);
  } catch (error) {
    if (error instanceof Interruption) return { kind: error.kind };
    throw error;
  }
}

function undoing(begun: readonly string[], failure: Failure): Undo {
  return { kind: 'undo', begun, failure };
}

/** Goes on step by step, and keeps each result in `results` once the journal has it. */
async function onward(running: Running, results: Map<string, unknown>): Promise<Outcome | Undo> {
  const { steps, journal } = running.attempt;
  try {
    for (const [index, step] of steps.entries()) {
      if (results.has(step.name)) continue;
      const end = await runStep(running, step, results);
      if (end.kind === 'given up') return await giveUp(running.attempt, step, end);
      if (index === steps.length - 1) {
        await journal.taskFinished(step.name, end.json);
        return { kind: 'finished' };
      }
      await journal.stepFinished(step.name, end.json);
      // Read back, so that later steps see the same whether or not a crash lies in between.
      results.set(step.name, JSON.parse(end.json));
    }
  } catch (error) {
    if (!(error instanceof Cancellation)) throw error;
    // The step after those that finished was under way: its effect may be there.
    const begun = steps.slice(0, results.size + 1).map(({ name }) => name);
    return undoing(begun, error.failure);
  }
  throw new Error('a task whose steps are all in the journal should have ended');
}

async function giveUp(
  attempt: Attempt,
  step: Step,
  { failure, clean }: StepEnd & { kind: 'given up' },
): Promise<Outcome | Undo> {
  const before = attempt.steps.slice(0, attempt.steps.indexOf(step)).map(({ name }) => name);
  const begun = clean ? before : [...before, step.name];
  const failed = clean ? step.name : undefined;
  // With nothing to undo the failure is the end, and one write less.
  if (begun.length === 0) return { kind: 'failed', failure, failed };
  await attempt.journal.gaveUp(failure, failed);
  return undoing(begun, failure);
}

async function backward(
  running: Running,
  { begun, failure }: Undo,
  results: ReadonlyMap<string, unknown>,
): Promise<Outcome> {
  const { steps, journal } = running.attempt;
  for (const name of begun.toReversed()) {
    const step = steps.find((candidate) => candidate.name === name);
    if (step?.undo !== undefined && !(await undoStep(running, step, results))) return { kind: 'stuck' };
    await journal.stepUndone(name);
  }
  return { kind: 'failed', failure, failed: undefined };
}

async function runStep(
  running: Running,
  step: Step,
  results: ReadonlyMap<string, unknown>,
): Promise<StepEnd> {
  const { attempt } = running;
  for (let tryNumber = attempt.from.attempts.get(step.name) ?? 1, tries = 1; ; tryNumber += 1, tries += 1) {
    try {
      const trying = tryOnce(running, step, results, tryNumber, (context) => step.run(context));
      // To await what is there already costs as much as a promise.
      const result = isThenable(trying) ? await trying : trying;
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
      await rest(running, step.retry, tries, error);
      attempt.journal.stepRetried(step.name);
    }
  }
}

/** Answers false when the undo could not be done for now. */
async function undoStep(
  running: Running,
  step: Step,
  results: ReadonlyMap<string, unknown>,
): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await tryOnce(running, step, results, tries, (context) => step.undo?.(context));
      return true;
    } catch (error) {
      if (error instanceof Interruption) throw error;
      running.attempt.onFailedTry(`undo ${step.name}`, tries, error);
      if (tries >= UNDO_RETRY.maxAttempts) return false;
      await rest(running, UNDO_RETRY, tries, error);
    }
  }
}

function tryOnce(
  { attempt, interruptions }: Running,
  step: Step,
  results: ReadonlyMap<string, unknown>,
  tryNumber: number,
  work: (context: StepContext<unknown, unknown>) => unknown,
): unknown {
  attempt.look();
  const { input, taskId, uid } = attempt.from;
  const given = {
    input,
    results: Object.fromEntries(results),
    taskId,
    uid,
    attempt: tryNumber,
    progress: (fraction: number) => attempt.journal.progressed(step.name, fraction),
  };
  return settle(step.timeoutMs, interruptions, attempt.clock, (stop) => work(new TryContext(given, stop)));
}

async function rest(
  { attempt, interruptions }: Running,
  policy: RetryPolicy,
  tries: number,
  error: unknown,
): Promise<void> {
  const asked = error instanceof TransientError ? error.retryAfterMs : undefined;
  const ms = asked ?? restMs(policy, tries, attempt.random);
  await settle(Number.POSITIVE_INFINITY, interruptions, attempt.clock, ({ signal }) =>
    attempt.clock.sleep(ms, signal),
  );
}
