/**
 * One attempt as a pipeline: ask for a task, run its workflow, settle the outcome.
 *
 * A delivery may come twice, late, or when nothing is left to do: only a grant begins anything, so it is dropped.
 * A crash at any point leaves a lease that runs out, and the sweep delivers the task again. An attempt that is
 * interrupted writes nothing more but its release.
 */
import { Injectable } from '@nestjs/common';
import { EventLogger } from '../platform/logging/index.js';
import { type Grant, type Task, TaskLedger } from '../tasks/index.js';
import { Interruption, type Outcome, Stop, systemClock } from '../workflow/index.js';
import { Attempts, type RunningAttempt } from './attempts.js';
import type { QueueName } from './fetch-watch.js';
import { Isolation } from './isolation.js';
import { LeaseKeeper, type Stops } from './lease.keeper.js';
import { patiently } from './patience.js';
import { Settlement } from './settlement.js';
import type { Taken } from './task.journal.js';

/** From this many pickups without progress on, a task runs alone: what it may bring down must not be others. */
const SUSPECT_PICKUPS = 3;

/** A worker that can't run a task asks for none for so long, so that those of the task's version come first. */
const GIVE_WAY_MS = 100;

/** What a worker that asks for a task gets. */
export interface Offer {
  /** The task, where there was one that this version can run. */
  readonly taken: Taken | undefined;
  /** Of those that are still to be started, how many are this worker's share. */
  readonly share: number;
  /** True when the task was one that only another version can run. */
  readonly declined: boolean;
}

const NOTHING: Offer = { taken: undefined, share: 0, declined: false };

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
    return { running: this.leases.runningIn(partition, kind), closed: this.closed };
  }

  /** True while no task is taken because one runs alone, or waits to. */
  get closed(): boolean {
    return this.isolation.closed;
  }

  /** Resolves once tasks are taken again. */
  open(): Promise<void> {
    return this.isolation.open();
  }

  /** Waits a moment, so that workers of other versions come first. */
  async giveWay(): Promise<void> {
    await systemClock.sleep(GIVE_WAY_MS, this.leases.stopping.signal);
  }

  /** Asks for a task. Errors: Interruption once this worker shuts down. */
  async take({ kind, partition }: QueueName): Promise<Offer> {
    const { stopping } = this.leases;
    stopping.throwIfFired();
    let askedMs = 0;
    const ask = (): Promise<Grant | undefined> => {
      askedMs = performance.now();
      return this.ledger.start(kind, partition);
    };
    const grant = await patiently(ask, stopping, systemClock);
    if (grant !== undefined) return this.fit({ grant, askedMs });
    this.log.debug('task.delivery-dropped', { kind });
    return NOTHING;
  }

  /**
   * Makes an attempt at a task, and at each next that an end brought along, as long as `goesOn` says so. An end that brings none says that
   * a slot is free, for which a task may be handed to this worker.
   *
   * Errors: rejects only for a defect of ours.
   */
  async run(first: Taken, goesOn: () => boolean): Promise<void> {
    let taken: Taken | undefined = first;
    while (taken !== undefined) {
      const takesNext = (): boolean => goesOn() && !this.isolation.closed;
      const next: Taken | undefined = await this.attempt(taken, takesNext);
      taken = next && (await this.fit(next)).taken;
    }
  }

  /** A task as this version can run it; one that it can't it leaves to others. */
  async fit({ grant, askedMs }: Taken): Promise<Offer> {
    const { share } = grant;
    const fitted = this.attempts.fitted(grant);
    if (fitted !== undefined) return { taken: { grant: fitted, askedMs }, share, declined: false };
    await this.decline(grant);
    return { taken: undefined, share, declined: true };
  }

  /** Gives back a task that was granted and not begun. */
  async giveBack({ grant }: Taken): Promise<void> {
    await this.settlement.giveBack(grant, this.logOf(grant));
  }

  /** Makes one attempt, at the end of which the next task may be taken; answers that. */
  private async attempt({ grant, askedMs }: Taken, takesNext: () => boolean): Promise<Taken | undefined> {
    if (this.closed && !isSuspect(grant)) {
      // Others may have room for it, and the one that runs alone may take long.
      await this.giveBack({ grant, askedMs });
      return undefined;
    }
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
  private async decline({ task: { id, kind, attempt, steps } }: Grant): Promise<void> {
    try {
      await patiently(() => this.ledger.decline({ id, attempt }), this.leases.stopping, systemClock);
    } catch (error) {
      // A worker that shuts down leaves it to the end of the lease.
      if (!(error instanceof Interruption)) throw error;
    }
    this.log.warn('task.declined', { task: id, kind, steps: steps.map(({ name }) => name) });
  }

  private begin({ grant, askedMs }: Taken, stops: Stops, takesNext: () => boolean): RunningAttempt {
    const { abort, cancel } = stops;
    const { task, ageMs } = grant;
    const log = this.logOf(grant);
    log.debug('task.started', { pickups: task.pickups, ...(isFirst(task) ? { waitedMs: ageMs } : {}) });
    const journal = this.attempts.journalOf(grant, { abort, takesNext, log });
    const lease = this.leases.keep(journal, stops, askedMs);
    return { grant, journal, lease, abort, cancel, log, grantedMs: performance.now() };
  }

  private logOf({ task: { id, kind, attempt, requestId } }: Grant): EventLogger {
    return this.log.child({ task: id, kind, attempt, requestId });
  }

  private outcomeOf(attempt: RunningAttempt): Promise<Outcome> {
    if (isSuspect(attempt.grant)) return this.outcomeAlone(attempt);
    return this.isolation.together(() => this.attempts.run(attempt));
  }

  private async outcomeAlone(attempt: RunningAttempt): Promise<Outcome> {
    await attempt.journal.waits();
    return this.isolation.alone(async () => {
      await attempt.journal.begins();
      return this.attempts.run(attempt);
    });
  }
}

/** Whether nobody has begun the task before. The numbers of attempts don't tell: they jump where Redis may have lost some. */
function isFirst({ error, steps: [first] }: Task): boolean {
  // Of one that is being undone nothing is begun, so its steps stay as they were.
  return error === undefined && first?.status === 'in progress' && first.attempts === 1;
}

function isSuspect({ task }: Grant): boolean {
  return task.pickups >= SUSPECT_PICKUPS;
}
