import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { EventLogger } from '../platform/logging/index.js';
import { type TaskError, TaskLedger } from '../tasks/index.js';
import { Cancellation, Interruption } from '../workflow/index.js';
import type { TaskJournal } from './task.journal.js';

/** By which an attempt is stopped: for good, or to be undone because the task was cancelled. */
export interface Stops {
  readonly abort: AbortController;
  readonly cancel: AbortController;
}

/** A task this worker runs. */
interface Held extends Stops {
  readonly journal: TaskJournal;
  /** By the worker's monotonic clock: the lease is surely over by then, however long the way to Redis was. */
  leaseEndsMs: number;
}

/** Heartbeats in the length of a lease. */
const BEATS_A_LEASE = 4;

/** Progress is kept at least this often, also where leases are long. */
const MAX_BEAT_MS = 1_000;

/** An attempt is stopped when this share of its lease is left, so that its step ends before another can begin. */
const SAFETY_SHARE = 0.1;

/**
 * Keeps the leases of all tasks this worker runs with one heartbeat, and stops an attempt *before* its lease is over
 * when it can't be renewed: by the worker's own monotonic clock, whether Redis can be reached or not.
 */
@Injectable()
export class LeaseKeeper {
  private readonly held = new Set<Held>();
  private timer: NodeJS.Timeout | undefined;
  private renewing = false;

  constructor(
    private readonly ledger: TaskLedger,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {}

  private get beatMs(): number {
    return Math.min(this.settings.leaseMs / BEATS_A_LEASE, MAX_BEAT_MS);
  }

  /** How many tasks of a kind this worker runs. */
  runningOf(kind: string): number {
    return [...this.held].filter(({ journal }) => journal.kind === kind).length;
  }

  /**
   * Keeps an attempt's lease until the returned function is called.
   *
   * Units: `grantAskedMs` is when the grant was asked for, by `performance.now()`; the lease began no earlier.
   */
  keep(journal: TaskJournal, stops: Stops, grantAskedMs: number): () => void {
    const held: Held = { journal, ...stops, leaseEndsMs: grantAskedMs + this.settings.leaseMs };
    this.held.add(held);
    // A worker that was frozen between asking and hearing the answer must not begin.
    this.stopIfOver(held);
    this.timer ??= setInterval(() => this.beat(), this.beatMs);
    return () => {
      this.held.delete(held);
      if (this.held.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  /** Tells the attempt at a task, if this worker runs it, that the task was cancelled. */
  cancel(id: number, why: TaskError): void {
    for (const { journal, cancel } of this.held) {
      if (journal.holder.id === id) cancel.abort(new Cancellation(why));
    }
  }

  /** Interrupts every attempt of this worker. */
  releaseAll(): void {
    for (const { abort } of this.held) abort.abort(new Interruption('released'));
  }

  private beat(): void {
    for (const held of this.held) this.stopIfOver(held);
    void this.renew([...this.held].filter(({ abort }) => !abort.signal.aborted));
  }

  private stopIfOver({ leaseEndsMs, abort }: Held): void {
    const margin = this.settings.leaseMs * SAFETY_SHARE;
    // The next look comes a beat from now, and must not come too late.
    if (performance.now() + this.beatMs > leaseEndsMs - margin) abort.abort(new Interruption('lost'));
  }

  private async renew(running: readonly Held[]): Promise<void> {
    // One heartbeat at a time: while Redis is away they must not pile up.
    if (this.renewing || running.length === 0) return;
    this.renewing = true;
    const askedMs = performance.now();
    try {
      const { lost, givenUp } = await this.ledger.renew(running.map(({ journal }) => journal.beat));
      for (const held of running) {
        if (lost.has(held.journal.holder.id)) this.lose(held);
        else held.leaseEndsMs = Math.max(held.leaseEndsMs, askedMs + this.settings.leaseMs);
      }
      // Should its message have been lost, a cancel is seen here. For what is being undone already it changes nothing.
      for (const [id, why] of givenUp) this.cancel(id, why);
    } catch (err) {
      this.log.warn('lease.not-renewed', { tasks: running.length, err });
    } finally {
      this.renewing = false;
    }
  }

  private lose(held: Held): void {
    // A task that ended while the heartbeat was under way is not held any more, and nothing was lost.
    if (this.held.has(held)) held.abort.abort(new Interruption('lost'));
  }
}
