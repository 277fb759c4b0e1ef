import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import type { EventLogger } from '../platform/logging/index.js';
import { type Grant, KindRegistry, TaskLedger } from '../tasks/index.js';
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
import { whileHeld } from './held-steps.js';
import type { Lease } from './lease.keeper.js';
import { resourceLocation } from './resource-location.js';
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
    private readonly kinds: KindRegistry,
    private readonly workflows: WorkflowRegistry,
    private readonly settings: Settings,
  ) {}

  /** The grant with the steps by which this version goes on; undefined when only another version can. */
  fitted(grant: Grant): Grant | undefined {
    const planned = this.workflows.get(grant.task.kind).steps.map(({ name }) => name);
    const steps = fittedSteps(grant.task, planned);
    return steps === undefined ? undefined : { ...grant, task: { ...grant.task, steps } };
  }

  /** The journal of an attempt. */
  journalOf(grant: Grant, { abort, takesNext, log }: AttemptOptions): TaskJournal {
    const weights = new Map(
      this.kinds.plan(grant.task.kind).map(({ name, expectedMs }) => [name, expectedMs]),
    );
    const { creates } = this.workflows.get(grant.task.kind).kind.options;
    const locationOf = (json: string): string | undefined =>
      creates === undefined ? undefined : resourceLocation(creates(JSON.parse(json) as never));
    const onStep = (step: string, tookMs: number): void =>
      log.debug('step.finished', { step, tookMs: Math.round(tookMs) });
    return new TaskJournal(this.ledger, grant, { weights, locationOf, onStep, takesNext, abort });
  }

  /** Runs the attempt. A task that was picked up too often without getting further is given up instead. */
  async run(attempt: RunningAttempt): Promise<Outcome> {
    const { grant, log } = attempt;
    const from = resumptionOf(grant);
    if (grant.task.pickups <= this.settings.maxPickups) return this.engine(attempt, from);
    if (from.failure !== undefined) {
      log.error('task.undo-abandoned', {
        detail: 'its steps that still show finished must be undone by hand',
      });
      return { kind: 'failed', failure: from.failure, failed: undefined };
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
    { grant, journal, lease: { look }, abort, cancel, log }: RunningAttempt,
    from: Resumption,
  ): Promise<Outcome> {
    const { steps } = this.workflows.get(grant.task.kind);
    return runAttempt({
      steps: steps.map((step) => whileHeld(step, { look, abort })),
      from,
      journal,
      abort,
      cancel,
      clock: systemClock,
      random: Math.random,
      onFailedTry: (step, tryNumber, err) => log.warn('step.failed', { step, try: tryNumber, err }),
    });
  }
}
