import type { Beat, Grant, Holder, Kept, TaskLedger, TaskStep } from '../tasks/index.js';
import { type Failure, type Journal, type Stop, systemClock } from '../workflow/index.js';
import { AttemptWrites } from './attempt.writes.js';
import { percentDone } from './percent.js';
import { jsonOf } from './result-json.js';
import type { RunnableKind } from './workflow.registry.js';

/** What a journal needs beside the grant. */
export interface JournalOptions extends Pick<RunnableKind, 'weights' | 'locationOf'> {
  /** Told of each step that has finished, with what it took in this attempt. */
  readonly onStep: (step: string, tookMs: number) => void;
  /** Whether this worker goes on with the next task once this one has ended: then its end brings that along. */
  readonly takesNext: () => boolean;
  /** Fires when the attempt may write no more. */
  readonly abort: Stop;
}

/** A grant, and when it was asked for, by `performance.now()`: its lease began no earlier. */
export interface Taken {
  readonly grant: Grant;
  readonly askedMs: number;
}

/**
 * One attempt's journal: keeps what the engine reports in the task's record.
 *
 * It holds the steps as the record should show them, so that a checkpoint also begins the next step and a heartbeat
 * can bring along what changed since. What ends a write early, AttemptWrites says: an Interruption or a Cancellation.
 */
export class TaskJournal implements Journal {
  private current: readonly TaskStep[];
  private readonly writes: AttemptWrites;
  readonly holder: Holder;
  /** Of the resource that the finished task has made. */
  location: string | undefined;
  /** The next task, where the end of this one brought it along. */
  next: Taken | undefined;
  /** Of the resource that it has made once its last step is kept. */
  private nextLocation: string | undefined;
  private fraction = 0;
  /** When the step at hand began, by the worker's monotonic clock. */
  private stepBeganMs = performance.now();

  constructor(
    private readonly ledger: TaskLedger,
    private readonly grant: Grant,
    private readonly options: JournalOptions,
  ) {
    this.current = grant.task.steps;
    this.writes = new AttemptWrites(options.abort, systemClock);
    this.holder = { id: grant.task.id, attempt: grant.task.attempt };
  }

  get kind(): string {
    return this.grant.task.kind;
  }

  /** The steps as they are now. */
  get steps(): readonly TaskStep[] {
    return this.current;
  }

  /** Whole percent of the task that is done. */
  get progress(): number {
    return percentDone(this.current, this.options.weights, this.fraction);
  }

  /** What the heartbeat brings along. */
  get beat(): Beat {
    return { ...this.holder, progress: this.progress, steps: this.current };
  }

  /** Finds the location of what was made as well: while the step can still fail for it. */
  encode(step: string, result: unknown): string {
    const json = jsonOf(result);
    if (step === this.current.at(-1)?.name) this.nextLocation = this.options.locationOf(json);
    return json;
  }

  async stepFinished(step: string, json: string): Promise<void> {
    const finished = changed(this.current, step, { status: 'finished', endedAfterMs: 'now' });
    const next = finished.find(({ status }) => status === 'not started');
    const begun =
      next === undefined
        ? finished
        : changed(finished, next.name, { status: 'in progress', attempts: 1, startedAfterMs: 'now' });
    const tookMs = performance.now() - this.stepBeganMs;
    await this.keep(begun, { result: { step, json } });
    this.options.onStep(step, tookMs);
    this.stepBeganMs = performance.now();
    this.fraction = 0;
  }

  async taskFinished(step: string, json: string): Promise<void> {
    const finished = changed(this.current, step, { status: 'finished', endedAfterMs: 'now' });
    const location = this.nextLocation;
    const tookMs = performance.now() - this.stepBeganMs;
    const end = { json, location };
    await this.endsBy((takesNext) => this.ledger.finish(this.grant.task, finished, end, takesNext));
    this.options.onStep(step, tookMs);
    this.location = location;
  }

  stepRetried(step: string): void {
    const attempts = (this.current.find(({ name }) => name === step)?.attempts ?? 0) + 1;
    this.current = changed(this.current, step, { attempts });
    this.fraction = 0;
  }

  async gaveUp(failure: Failure, failed: string | undefined): Promise<void> {
    await this.keep(this.withFailed(failed), { error: failure });
  }

  async stepUndone(step: string): Promise<void> {
    const was = this.current.find(({ name }) => name === step)?.status;
    // A step that never finished failed; only what was finished can be undone.
    const undone: Partial<TaskStep> =
      was === 'finished' ? { status: 'undone' } : { status: 'failed', endedAfterMs: 'now' };
    await this.keep(changed(this.current, step, undone), {});
  }

  progressed(step: string, fraction: number): void {
    // One that was left behind may say how far it is when another runs.
    if (this.current.find(({ name }) => name === step)?.status !== 'in progress') return;
    if (fraction > this.fraction) this.fraction = Math.min(1, fraction);
  }

  /** Ends the task as failed; `failed` is a step that failed and left nothing to undo. Errors: Interruption, Cancellation. */
  async fail(failure: Failure, failed: string | undefined): Promise<void> {
    const steps = this.withFailed(failed);
    await this.endsBy((takesNext) => this.ledger.fail(this.holder, steps, failure, takesNext));
  }

  /** The attempt waits for its turn to run: what ends this worker meanwhile is not its task's doing. Errors: Interruption. */
  async waits(): Promise<void> {
    await this.writes.run(() => this.ledger.waits(this.holder));
  }

  /** Its turn has come. Errors: Interruption. */
  async begins(): Promise<void> {
    await this.writes.run(() => this.ledger.begins(this.holder));
    this.stepBeganMs = performance.now();
  }

  /** Ends the task by a write that may bring the next along. */
  private async endsBy(end: (takesNext: boolean) => Promise<Grant | undefined>): Promise<void> {
    let askedMs = 0;
    let answer: Promise<Grant | undefined> | undefined;
    const write = (): Promise<Grant | undefined> => {
      askedMs = performance.now();
      return (answer = end(this.options.takesNext()));
    };
    try {
      const grant = await this.writes.run(write);
      this.next = grant && { grant, askedMs };
    } catch (error) {
      void answer?.then((late) => this.leaveNext(late)).catch(() => undefined);
      throw error;
    }
  }

  /** The next task came with an answer for which this attempt no longer waits: nobody would run it here. */
  private async leaveNext(grant: Grant | undefined): Promise<void> {
    if (grant !== undefined) await this.ledger.giveBack({ id: grant.task.id, attempt: grant.task.attempt });
  }

  private withFailed(step: string | undefined): readonly TaskStep[] {
    if (step === undefined) return this.current;
    return changed(this.current, step, { status: 'failed', endedAfterMs: 'now' });
  }

  private async keep(steps: readonly TaskStep[], what: Omit<Kept, 'progress'>): Promise<void> {
    const kept = { progress: percentDone(steps, this.options.weights, 0), ...what };
    this.current = await this.writes.run(() => this.ledger.checkpoint(this.holder, steps, kept));
  }
}

function changed(steps: readonly TaskStep[], step: string, change: Partial<TaskStep>): readonly TaskStep[] {
  const index = steps.findIndex(({ name }) => name === step);
  const one = steps[index];
  return one === undefined ? steps : steps.with(index, { ...one, ...change });
}
