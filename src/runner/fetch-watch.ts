import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';

/** What is known of a kind's work when the watch is asked. */
export interface KindLoad {
  /** Tasks that waited when the last sweep looked. */
  readonly waiting: number;
  /** Tasks of the kind that this worker runs. */
  readonly running: number;
  /** True while this worker takes nothing because a task runs alone. */
  readonly closed: boolean;
  /** Milliseconds since that sweep. */
  readonly ageMs: number;
}

/** Leases a worker may go without fetching though tasks wait, before it counts as stuck. */
const PATIENCE_LEASES = 6;

/**
 * Notices a worker that fetches nothing though tasks wait and it has room: its connection may be dead in a way that
 * nothing else shows. Such a worker should be started anew. While Redis is away or silent there is nothing to judge by:
 * a new process could not do better.
 */
@Injectable()
export class FetchWatch {
  /** When a kind was last fetched, or was seen with nothing to fetch. */
  private readonly quietSinceMs = new Map<string, number>();

  constructor(private readonly settings: Settings) {}

  /** A delivery of this kind arrived. */
  fetched(kind: string): void {
    this.quietSinceMs.set(kind, performance.now());
  }

  /** Errors: throws when the worker has left waiting tasks of the kind alone for too long. */
  check(kind: string, { waiting, running, closed, ageMs }: KindLoad): void {
    const { leaseMs, workerConcurrency } = this.settings;
    const since = this.quietSinceMs.get(kind);
    const nothingToFetch = waiting === 0 || closed || running >= workerConcurrency;
    if (since === undefined || nothingToFetch || ageMs > leaseMs) {
      this.fetched(kind);
      return;
    }
    if (performance.now() - since > PATIENCE_LEASES * leaseMs) {
      throw new Error(`${waiting} tasks of the kind ${kind} wait and none is fetched`);
    }
  }
}
