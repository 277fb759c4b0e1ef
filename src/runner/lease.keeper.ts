import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { partitionOf } from '../platform/redis/index.js';
import { byPartition, type Renewal, type TaskError, TaskLedger } from '../tasks/index.js';
import { Cancellation, Interruption, Stop } from '../workflow/index.js';
import type { TaskJournal } from './task.journal.js';

/** By which an attempt is stopped: for good, or to be undone because the task was cancelled. */
export interface Stops {
  readonly abort: Stop;
  readonly cancel: Stop;
}

/** A task this worker runs. */
interface Held extends Stops {
  readonly journal: TaskJournal;
  /** By the worker's monotonic clock: the lease is surely over by then, however long the way to Redis was. */
  leaseEndsMs: number;
  /** True when this process stood still since the lease was renewed: whatever it ran may have done that. */
  stoodStill: boolean;
  /** Where it stands among those that are held; -1 once it is let go. */
  place: number;
}

/** An attempt's lease. */
export interface Lease {
  /** Stops the attempt if its lease may be over. Whoever is about to begin something asks for this look: after a freeze it comes before the heartbeat. */
  readonly look: () => void;
  /** Keeps it no longer. */
  readonly letGo: () => void;
}

/** Heartbeats in the length of a lease. */
const BEATS_A_LEASE = 4;

/** Progress is kept at least this often, also where leases are long. */
const MAX_BEAT_MS = 1_000;

/** An attempt is stopped when this share of its lease is left, so that its step ends before another can begin. */
const SAFETY_SHARE = 0.1;

/** A heartbeat that comes this many times its interval after the one before says that the process stood still. */
const STANDSTILL_BEATS = 2;

/** Leases renewed by one script at most, so that none holds Redis up for more than a few milliseconds. */
const RENEWAL_BATCH = 100;

/**
 * Keeps the leases of all tasks this worker runs with one heartbeat, and stops an attempt *before* its lease is over
 * when it can't be renewed: by the worker's own monotonic clock, whether Redis can be reached or not.
 *
 * An attempt whose lease this process let run out, because it stood still, is `lost`: its task may have been why, and the
 * pickup counts. One whose lease could not be renewed though the process was well is `released`: Redis was away.
 */
@Injectable()
export class LeaseKeeper {
  /**
   * In no order, and not in a Set: a table that a Set has outgrown still leads to all that came later, and once it is old, small
   * collections of garbage copy that as though it lived.
   */
  private readonly held: Held[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** Partitions whose heartbeat is under way. */
  private readonly renewing = new Set<number>();
  private lastBeatMs = 0;
  private readonly stop = new Stop();

  constructor(
    private readonly ledger: TaskLedger,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {}

  /** Fires, with the Interruption that attempts get, once all are to be given back. */
  get stopping(): Stop {
    return this.stop;
  }

  private get beatMs(): number {
    return Math.min(this.settings.leaseMs / BEATS_A_LEASE, MAX_BEAT_MS);
  }

  /** How many tasks of a kind this worker runs. */
  runningOf(kind: string): number {
    return this.journalsOf(kind).length;
  }

  /** How many of these are of a partition. */
  runningIn(partition: number, kind: string): number {
    const { taskPartitions } = this.settings;
    return this.journalsOf(kind).filter(({ holder }) => partitionOf(holder.id, taskPartitions) === partition)
      .length;
  }

  /**
   * Keeps an attempt's lease until it is let go.
   *
   * Units: `grantAskedMs` is when the grant was asked for, by `performance.now()`; the lease began no earlier.
   */
  keep(journal: TaskJournal, stops: Stops, grantAskedMs: number): Lease {
    const { abort, cancel } = stops;
    const held: Held = { journal, abort, cancel, leaseEndsMs: 0, stoodStill: false, place: this.held.length };
    this.prolong(held, grantAskedMs);
    this.held.push(held);
    if (this.stopping.hasFired) this.stopping.onFire((reason) => abort.fire(reason));
    // A worker that was frozen between asking and hearing the answer must not begin; of that its task is innocent.
    this.stopIfOver(held);
    this.begin();
    const look = (): void => {
      this.noticeStandstill();
      this.stopIfOver(held);
    };
    return { look, letGo: () => this.letGo(held) };
  }

  /** Tells the attempt at a task, if this worker runs it, that the task was cancelled. */
  cancel(id: number, why: TaskError): void {
    for (const { journal, cancel } of this.held) {
      if (journal.holder.id === id) cancel.fire(new Cancellation(why));
    }
  }

  /** Interrupts every attempt of this worker. */
  releaseAll(): void {
    const released = new Interruption('released');
    this.stop.fire(released);
    for (const { abort } of this.held) abort.fire(released);
  }

  private journalsOf(kind: string): readonly TaskJournal[] {
    return this.held.map(({ journal }) => journal).filter((journal) => journal.kind === kind);
  }

  private letGo(held: Held): void {
    const last = this.held.pop();
    if (last !== undefined && last !== held) {
      this.held[held.place] = last;
      last.place = held.place;
    }
    held.place = -1;
    if (this.held.length > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private begin(): void {
    if (this.timer !== undefined) return;
    this.lastBeatMs = performance.now();
    this.timer = setInterval(() => this.beat(), this.beatMs);
  }

  private beat(): void {
    this.noticeStandstill();
    this.lastBeatMs = performance.now();
    for (const held of this.held) this.stopIfOver(held);
    const running = this.held.filter(({ abort }) => !abort.hasFired);
    const parts = byPartition(running, ({ journal }) => journal.holder.id, this.settings.taskPartitions);
    for (const [partition, some] of parts) void this.renew(partition, some);
  }

  private noticeStandstill(): void {
    if (performance.now() - this.lastBeatMs <= STANDSTILL_BEATS * this.beatMs) return;
    for (const held of this.held) held.stoodStill = true;
  }

  private stopIfOver(held: Held): void {
    const margin = this.settings.leaseMs * SAFETY_SHARE;
    // The next look comes a beat from now, and must not come too late.
    if (performance.now() + this.beatMs > held.leaseEndsMs - margin) this.lose(held);
  }

  private async renew(partition: number, running: readonly Held[]): Promise<void> {
    // One heartbeat at a time: while Redis is away they must not pile up. One of each partition, whose nodes go away alone.
    if (this.renewing.has(partition)) return;
    this.renewing.add(partition);
    try {
      for (let i = 0; i < running.length; i += RENEWAL_BATCH) {
        await this.renewSome(running.slice(i, i + RENEWAL_BATCH));
      }
    } catch (err) {
      this.log.warn('lease.not-renewed', { tasks: running.length, err });
    } finally {
      this.renewing.delete(partition);
    }
  }

  private async renewSome(some: readonly Held[]): Promise<void> {
    const askedMs = performance.now();
    const answers = await this.ledger.renew(some.map(({ journal }) => journal.beat));
    for (const [index, held] of some.entries()) this.renewed(held, answers[index] ?? 'lost', askedMs);
  }

  private renewed(held: Held, answer: Renewal, askedMs: number): void {
    // A task that ended while the heartbeat was under way is not held any more, and nothing was lost.
    if (held.place < 0) return;
    if (answer === 'lost') {
      this.lose(held);
      return;
    }
    this.prolong(held, askedMs);
    // Should its message have been lost, a cancel is seen here. For what is being undone already it changes nothing.
    if (answer !== 'held') held.cancel.fire(new Cancellation(answer));
  }

  private prolong(held: Held, askedMs: number): void {
    held.leaseEndsMs = Math.max(held.leaseEndsMs, askedMs + this.settings.leaseMs);
    held.stoodStill = false;
  }

  private lose({ abort, stoodStill }: Held): void {
    abort.fire(new Interruption(stoodStill ? 'lost' : 'released'));
  }
}
