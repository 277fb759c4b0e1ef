import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import type { EventLogger } from '../platform/logging/index.js';
import { type Grant, KindRegistry, TaskLedger } from '../tasks/index.js';
import { givenUp, type Outcome, type Resumption, runAttempt, systemClock } from '../workflow/index.js';
import { resumptionOf } from './resumption.js';
import { TaskJournal } from './task.journal.js';
import { WorkflowRegistry } from './workflow.registry.js';

/** One granted attempt under way. */
export interface RunningAttempt {
  readonly grant: Grant;
  readonly journal: TaskJournal;
  readonly signal: AbortSignal;
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

  /** The journal of an attempt, which ends when the signal fires. */
  journalOf(grant: Grant, signal: AbortSignal): TaskJournal {
    const weights = new Map(
      this.kinds.plan(grant.task.kind).map(({ name, expectedMs }) => [name, expectedMs]),
    );
    return new TaskJournal(this.ledger, grant, { weights, signal, monotonicMs: () => performance.now() });
  }

  /** Runs the attempt. A task that was picked up too often without getting further is given up instead. */
  async run(attempt: RunningAttempt): Promise<Outcome> {
    const { grant, journal, log } = attempt;
    const from = resumptionOf(grant);
    if (grant.task.pickups <= this.settings.maxPickups) return this.engine(attempt, from);
    if (from.failure !== undefined) {
      log.error('task.undo-abandoned', {
        detail: 'its steps that still show finished must be undone by hand',
      });
      return { kind: 'failed', failure: from.failure, failed: undefined };
    }
    const failure = givenUp(grant.task.steps.find(({ status }) => status === 'in progress')?.name);
    log.warn('task.given-up', { pickups: grant.task.pickups });
    await journal.gaveUp(failure, undefined);
    return this.engine(attempt, { ...from, failure });
  }

  private engine({ grant, journal, signal, log }: RunningAttempt, from: Resumption): Promise<Outcome> {
    return runAttempt({
      steps: this.workflows.get(grant.task.kind).steps,
      from,
      journal,
      signal,
      clock: systemClock,
      random: Math.random,
      onFailedTry: (step, tryNumber, err) => log.warn('step.failed', { step, try: tryNumber, err }),
    });
  }
}
