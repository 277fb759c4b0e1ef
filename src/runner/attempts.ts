import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import type { EventLogger } from '../platform/logging/index.js';
import { type Grant, TaskLedger } from '../tasks/index.js';
import {
  Cancellation,
  type Failure,
  givenUp,
  type Outcome,
  type Resumption,
  runAttempt,
  type Stop,
  systemClock,
} from '../workflow/index.js';
import { fittedSteps } from './fitted-steps.js';
import type { Lease } from './lease.keeper.js';
import { resumptionOf } from './resumption.js';
import { TaskJournal } from './task.journal.js';
import { WorkflowRegistry } from './workflow.registry.js';

/** One granted attempt under way. */
export interface RunningAttempt {
  readonly grant: Grant;
  readonly journal: TaskJournal;
  readonly lease: Lease;
  /** Fires when this worker must stop. */
  readonly abort: Stop;
  /** Fires when the task was cancelled. */
  readonly cancel: Stop;
  readonly log: EventLogger;
  /** When it was granted, by the worker's monotonic clock. */
  readonly grantedMs: number;
}

/** What an attempt's journal needs beside the grant. */
export interface AttemptOptions {
  /** Ends it when it fires. */
  readonly abort: Stop;
  /** Whether its end brings the next task along. */
  readonly takesNext: () => boolean;
  readonly log: EventLogger;
}

/** Takes granted tasks through the engine to their outcome. */
@Injectable()
export class Attempts {
  constructor(
    private readonly ledger: TaskLedger,
    private readonly workflows: WorkflowRegistry,
    private readonly settings: Settings,
  ) {}

  /** The grant with the steps by which this version goes on; undefined when only another version can. */
  fitted(grant: Grant): Grant | undefined {
    const { task } = grant;
    const steps = fittedSteps(task, this.workflows.get(task.kind).stepNames);
    if (steps === task.steps) return grant;
    return steps === undefined ? undefined : { ...grant, task: { ...task, steps } };
  }

  /** The journal of an attempt. */
  journalOf(grant: Grant, { abort, takesNext, log }: AttemptOptions): TaskJournal {
    const { weights, locationOf } = this.workflows.get(grant.task.kind);
    const onStep = (step: string, tookMs: number): void =>
      log.debug('step.finished', { step, tookMs: Math.round(tookMs) });
    return new TaskJournal(this.ledger, grant, { weights, locationOf, onStep, takesNext, abort });
  }

  /** Runs the attempt. A task that was picked up too often without getting further is given up instead. */
  run(attempt: RunningAttempt): Promise<Outcome> {
    const from = resumptionOf(attempt.grant);
    const { pickups } = attempt.grant.task;
    return pickups <= this.settings.maxPickups ? this.engine(attempt, from) : this.abandon(attempt, from);
  }

  private async abandon(attempt: RunningAttempt, from: Resumption): Promise<Outcome> {
    const { grant, log } = attempt;
    if (from.failure !== undefined) {
      const left = grant.task.steps.filter(({ status }) => status === 'finished' || status === 'in progress');
      log.error('task.undo-abandoned', {
        steps: left.map(({ name }) => name),
        detail: 'these steps must be undone by hand',
      });
      // Nothing of a task that has ended is in progress.
      const failed = left.find(({ status }) => status === 'in progress')?.name;
      return { kind: 'failed', failure: from.failure, failed };
    }
    log.warn('task.given-up', { pickups: grant.task.pickups });
    const failure = await this.giveUp(attempt);
    return this.engine(attempt, { ...from, failure });
  }

  /** Answers why the task is undone: because it was picked up too often, unless it was cancelled just before. */
  private async giveUp({ grant, journal }: RunningAttempt): Promise<Failure> {
    const failure = givenUp(grant.task.steps.find(({ status }) => status === 'in progress')?.name);
    try {
      await journal.gaveUp(failure, undefined);
      return failure;
    } catch (error) {
      if (error instanceof Cancellation) return error.failure;
      throw error;
    }
  }

  private engine(
    { grant, journal, lease, abort, cancel, log }: RunningAttempt,
    from: Resumption,
  ): Promise<Outcome> {
    const { steps } = this.workflows.get(grant.task.kind);
    return runAttempt({
      steps,
      from,
      journal,
      abort,
      cancel,
      clock: systemClock,
      random: Math.random,
      look: lease.look,
      onFailedTry: (step, tryNumber, err) => log.warn('step.failed', { step, try: tryNumber, err }),
    });
  }
}
