/**
 * One attempt as a pipeline: ask for the task, run its workflow, settle the outcome.
 *
 * A delivery may come twice, late, or for a task that has ended: only a grant begins anything, so it is dropped.
 * A crash at any point leaves a lease that runs out, and the sweep delivers the task again. An attempt that is
 * interrupted writes nothing more but its release.
 */
import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { type Grant, KindRegistry, TaskLedger, TaskQueues } from '../tasks/index.js';
import {
  type Failure,
  givenUp,
  type Outcome,
  type Resumption,
  runAttempt,
  systemClock,
} from '../workflow/index.js';
import { Isolation } from './isolation.js';
import { LeaseKeeper } from './lease.keeper.js';
import { TaskJournal } from './task.journal.js';
import { resumptionOf } from './resumption.js';
import { WorkflowRegistry } from './workflow.registry.js';

/** From this many pickups without progress on, a task runs alone: what it may bring down must not be others. */
const SUSPECT_PICKUPS = 3;

@Injectable()
export class TaskRunner {
  private readonly isolation = new Isolation();

  constructor(
    private readonly ledger: TaskLedger,
    private readonly queues: TaskQueues,
    private readonly kinds: KindRegistry,
    private readonly workflows: WorkflowRegistry,
    private readonly leases: LeaseKeeper,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {}

  /** Makes one attempt at a task, if it is to be had. Rejects only when Redis refuses or for a defect of ours. */
  async run(id: number): Promise<void> {
    const askedMs = performance.now();
    const start = await this.ledger.start(id);
    if (start.answer !== 'granted') {
      this.log.debug('task.delivery-dropped', { task: id, answer: start.answer });
      return;
    }
    const abort = new AbortController();
    const journal = this.journalOf(start.grant, abort.signal);
    const letGo = this.leases.keep(journal, abort, askedMs);
    try {
      await this.attempt(start.grant, journal, abort.signal);
    } finally {
      letGo();
    }
  }

  private async attempt(grant: Grant, journal: TaskJournal, signal: AbortSignal): Promise<void> {
    const { task } = grant;
    const log = this.log.child({
      task: task.id,
      kind: task.kind,
      attempt: task.attempt,
      requestId: task.requestId,
    });
    log.debug('task.started', { pickups: task.pickups });
    const run = async (): Promise<Outcome> => this.outcomeOf(grant, journal, signal, log);
    const alone = task.pickups >= SUSPECT_PICKUPS;
    const outcome = await (alone ? this.isolation.alone(run) : this.isolation.together(run));
    await this.settle(grant, journal, outcome, log);
  }

  private async outcomeOf(
    grant: Grant,
    journal: TaskJournal,
    signal: AbortSignal,
    log: EventLogger,
  ): Promise<Outcome> {
    const { kind, pickups } = grant.task;
    const from = resumptionOf(grant);
    if (pickups > this.settings.maxPickups) {
      if (from.failure !== undefined) return this.abandonUndo(from.failure, log);
      const failure = givenUp(grant.task.steps.find(({ status }) => status === 'in progress')?.name);
      await journal.gaveUp(failure, undefined);
      return this.forwardOrBack({ ...from, failure }, kind, journal, signal, log);
    }
    return this.forwardOrBack(from, kind, journal, signal, log);
  }

  private forwardOrBack(
    from: Resumption,
    kind: string,
    journal: TaskJournal,
    signal: AbortSignal,
    log: EventLogger,
  ): Promise<Outcome> {
    return runAttempt({
      steps: this.workflows.get(kind).steps,
      from,
      journal,
      signal,
      clock: systemClock,
      random: Math.random,
      onFailedTry: (step, tryNumber, err) => log.warn('step.failed', { step, try: tryNumber, err }),
    });
  }

  private abandonUndo(failure: Failure, log: EventLogger): Outcome {
    log.error('task.undo-abandoned', { detail: 'its steps that still show finished must be undone by hand' });
    return { kind: 'failed', failure, failed: undefined };
  }

  private async settle(
    grant: Grant,
    journal: TaskJournal,
    outcome: Outcome,
    log: EventLogger,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'finished': {
        const { kind } = this.workflows.get(grant.task.kind);
        const location = kind.options.creates?.(JSON.parse(outcome.json) as never);
        await journal.finish(outcome.step, outcome.json, location);
        log.info('task.finished', { location });
        return;
      }
      case 'failed':
        await journal.fail(outcome.failure, outcome.failed);
        log.info('task.failed', { status: outcome.failure.status, step: outcome.failure.step });
        return;
      case 'lost':
        log.warn('task.lost');
        return;
      case 'stuck':
        log.warn('task.undo-stuck');
        return;
      case 'released':
        await this.release(grant, journal, log);
    }
  }

  private async release(grant: Grant, journal: TaskJournal, log: EventLogger): Promise<void> {
    const { id, kind } = grant.task;
    const delivery = await this.ledger.release(journal.holder);
    if (delivery > 0) await this.queues.enqueue(kind, id, delivery);
    log.info('task.released');
  }

  private journalOf(grant: Grant, signal: AbortSignal): TaskJournal {
    const weights = new Map(
      this.kinds.plan(grant.task.kind).map(({ name, expectedMs }) => [name, expectedMs]),
    );
    return new TaskJournal(this.ledger, grant, weights, signal, () => performance.now());
  }
}
