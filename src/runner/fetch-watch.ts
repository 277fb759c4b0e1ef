import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';

/** Leases a worker may go without fetching though tasks wait, before it counts as stuck. */
const PATIENCE_LEASES = 6;

/**
 * Notices a worker that fetches nothing though tasks wait and it has room: its connection may be dead in a way that
 * nothing else shows. Such a worker should be started anew.
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
  check(kind: string, waiting: number, running: number): void {
    const now = performance.now();
    if (waiting === 0 || running >= this.settings.workerConcurrency) this.quietSinceMs.set(kind, now);
    const since = this.quietSinceMs.get(kind) ?? now;
    this.quietSinceMs.set(kind, since);
    if (now - since > PATIENCE_LEASES * this.settings.leaseMs) {
      throw new Error(`${waiting} tasks of the kind ${kind} wait and none is fetched`);
    }
  }
}
