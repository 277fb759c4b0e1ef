/**
 * One attempt as a pipeline: ask for a task, run its workflow, settle the outcome.
 *
 * A delivery may come twice, late, or when nothing is left to do: only a grant begins anything, so it is dropped.
 * A crash at any point leaves a lease that runs out, and the sweep delivers the task again. An attempt that is
 * interrupted writes nothing more but its release.
 */
import { Injectable } from '@nestjs/common';
import { EventLogger } from '../platform/logging/index.js';
import { type Grant, TaskLedger } from '../tasks/index.js';
import { Interruption, type Outcome, Stop, systemClock } from '../workflow/index.js';
import { Attempts, type RunningAttempt } from './attempts.js';
import { Isolation } from './isolation.js';
import { LeaseKeeper, type Stops } from './lease.keeper.js';
import { patiently } from './patience.js';
import { Settlement } from './settlement.js';
import type { Taken } from './task.journal.js';

/** From this many pickups without progress on, a task runs alone: what it may bring down must not be others. */
const SUSPECT_PICKUPS = 3;

/**
 * What became of a delivery: it is done; it is, and more tasks wait than have deliveries; or it must be handed back, because
 * this worker shuts down.
 */
export type Served = 'done' | 'more' | 'handed back';

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

  /** How many tasks of a kind and partition run, and whether none is taken because one runs alone, or waits to. */
  load(kind: string, partition: number): { readonly running: number; readonly closed: boolean } {
    return { running: this.leases.runningIn(partition, kind), closed: this.isolation.closed };
  }

  /**
   * Makes attempts, for a delivery, at tasks of its kind and partition, if any are to be had: at one, and at each next that an end
   * brought along, as long as `goesOn` says so.
   *
   * Errors: rejects only for a defect of ours.
   */
  async run(kind: string, partition: number, goesOn: () => boolean): Promise<Served> {
    // While a task runs alone or waits to, others are not taken: their deliveries are late then, and somebody else's.
    await this.isolation.open();
    try {
      this.leases.stopping.throwIfFired();
      let taken = await patiently(() => this.take(kind, partition), this.leases.stopping, systemClock);
      let more = false;
      while (taken !== undefined) {
        const grant = this.attempts.fitted(taken.grant);
        if (grant === undefined) return await this.decline(taken.grant);
        more = grant.more;
        const takesNext = (): boolean => more && goesOn() && !this.isolation.closed;
        taken = await this.attempt({ ...taken, grant }, takesNext);
      }
      return more ? 'more' : 'done';
    } catch (error) {
      if (error instanceof Interruption) return 'handed back';
      throw error;
    }
  }

  /** Asks for a task that this version can run. */
  private async take(kind: string, partition: number): Promise<Taken | undefined> {
    const askedMs = performance.now();
    const grant = await this.ledger.start(kind, partition);
    if (grant === undefined) this.log.debug('task.delivery-dropped', { kind });
    return grant && { grant, askedMs };
  }

  /** Makes one attempt, at the end of which the next task may be taken; answers that. */
  private async attempt({ grant, askedMs }: Taken, takesNext: () => boolean): Promise<Taken | undefined> {
    const stops = { abort: new Stop(), cancel: new Stop() };
    const attempt = this.begin({ grant, askedMs }, stops, takesNext);
    try {
      await this.settlement.settle(attempt, await this.outcomeOf(attempt));
    } catch (err) {
      if (err instanceof Interruption) await this.settlement.settle(attempt, { kind: err.kind });
      else attempt.log.error('task.attempt-broken', { err });
    } finally {
      attempt.lease.letGo();
    }
    return attempt.journal.next;
  }

  /** Leaves a task to workers of the version whose steps it has. */
  private async decline({ task: { id, kind, attempt, steps } }: Grant): Promise<Served> {
    await patiently(() => this.ledger.decline({ id, attempt }), this.leases.stopping, systemClock);
    this.log.warn('task.declined', { task: id, kind, steps: steps.map(({ name }) => name) });
    return 'done';
  }

  private begin({ grant, askedMs }: Taken, stops: Stops, takesNext: () => boolean): RunningAttempt {
    const { abort, cancel } = stops;
    const { id, kind, attempt, requestId, pickups } = grant.task;
    const log = this.log.child({ task: id, kind, attempt, requestId });
    log.debug('task.started', { pickups, ...(attempt === 1 ? { waitedMs: grant.ageMs } : {}) });
    const journal = this.attempts.journalOf(grant, { abort, takesNext, log });
    const lease = this.leases.keep(journal, stops, askedMs);
    return { grant, journal, lease, abort, cancel, log, grantedMs: performance.now() };
  }

  private outcomeOf(attempt: RunningAttempt): Promise<Outcome> {
    const suspect = attempt.grant.task.pickups >= SUSPECT_PICKUPS;
    if (suspect || this.isolation.closed) return this.outcomeInTurn(attempt, suspect);
    return this.isolation.together(() => this.attempts.run(attempt));
  }

  private async outcomeInTurn(attempt: RunningAttempt, suspect: boolean): Promise<Outcome> {
    await attempt.journal.waits();
    const begin = async (): Promise<Outcome> => {
      await attempt.journal.begins();
      return this.attempts.run(attempt);
    };
    return suspect ? this.isolation.alone(begin) : this.isolation.together(begin);
  }
}
