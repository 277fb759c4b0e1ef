/**
 * One attempt as a pipeline: ask for the task, run its workflow, settle the outcome.
 *
 * A delivery may come twice, late, or for a task that has ended: only a grant begins anything, so it is dropped.
 * A crash at any point leaves a lease that runs out, and the sweep delivers the task again. An attempt that is
 * interrupted writes nothing more but its release.
 */
import { Injectable } from '@nestjs/common';
import { EventLogger } from '../platform/logging/index.js';
import { type Grant, TaskLedger } from '../tasks/index.js';
import { Interruption, type Outcome } from '../workflow/index.js';
import { Attempts, type RunningAttempt } from './attempts.js';
import { Isolation } from './isolation.js';
import { LeaseKeeper, type Stops } from './lease.keeper.js';
import { Settlement } from './settlement.js';

/** From this many pickups without progress on, a task runs alone: what it may bring down must not be others. */
const SUSPECT_PICKUPS = 3;

@Injectable()
export class TaskRunner {
  private readonly isolation = new Isolation();

  constructor(
    private readonly ledger: TaskLedger,
    private readonly leases: LeaseKeeper,
    private readonly attempts: Attempts,
    private readonly settlement: Settlement,
    private readonly log: EventLogger,
  ) {}

  /**
   * Makes one attempt, for a delivery, at the task it names or at one of the same kind whose turn it is, if any is to be had.
   *
   * Errors: rejects only when Redis refuses or for a defect of ours.
   */
  async run(delivered: number, kind: string): Promise<void> {
    // While a task runs alone or waits to, others are not taken: their deliveries are late then, and somebody else's.
    await this.isolation.open();
    const askedMs = performance.now();
    const start = await this.ledger.start(delivered, kind);
    if (start.answer !== 'granted') {
      this.log.debug('task.delivery-dropped', { task: delivered, answer: start.answer });
      return;
    }
    const grant = this.attempts.fitted(start.grant);
    if (grant === undefined) return this.decline(start.grant);
    const stops = { abort: new AbortController(), cancel: new AbortController() };
    const attempt = this.begin(grant, stops);
    const letGo = this.leases.keep(attempt.journal, stops, askedMs);
    try {
      await this.settlement.settle(attempt, await this.outcomeOf(attempt));
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      await this.settlement.settle(attempt, { kind: error.kind });
    } finally {
      letGo();
    }
  }

  /** Leaves a task to workers of the version whose steps it has. */
  private async decline({ task: { id, kind, attempt, steps } }: Grant): Promise<void> {
    await this.ledger.decline({ id, attempt });
    this.log.warn('task.declined', { task: id, kind, steps: steps.map(({ name }) => name) });
  }

  private begin(grant: Grant, { abort, cancel }: Stops): RunningAttempt {
    const { signal } = abort;
    const { id, kind, attempt, requestId, pickups } = grant.task;
    const log = this.log.child({ task: id, kind, attempt, requestId });
    log.debug('task.started', { pickups, ...(attempt === 1 ? { waitedMs: grant.ageMs } : {}) });
    const journal = this.attempts.journalOf(grant, signal, log);
    return { grant, journal, signal, cancel: cancel.signal, log, grantedMs: performance.now() };
  }

  private outcomeOf(attempt: RunningAttempt): Promise<Outcome> {
    const run = (): Promise<Outcome> => this.attempts.run(attempt);
    const suspect = attempt.grant.task.pickups >= SUSPECT_PICKUPS;
    return suspect ? this.isolation.alone(run) : this.isolation.together(run);
  }
}
