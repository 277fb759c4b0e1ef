import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { slotsOf } from '../tasks/index.js';

/** The queue of a kind in a partition. */
export interface QueueName {
  readonly kind: string;
  readonly partition: number;
}

/** What is known of the work of a kind in a partition when the watch is asked. */
export interface QueueLoad {
  /** Tasks that waited when the last sweep looked. */
  readonly waiting: number;
  /** Those that this worker runs. */
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
  /** When something was last fetched from a queue, or nothing was there to fetch; by its name. */
  private readonly quietSinceMs = new Map<string, number>();

  constructor(private readonly settings: Settings) {}

  /** A delivery arrived from this queue. */
  fetched(queue: QueueName): void {
    this.quietSinceMs.set(textOf(queue), performance.now());
  }

  /** Errors: throws when the worker has left waiting tasks alone for too long. */
  check(queue: QueueName, { waiting, running, closed, ageMs }: QueueLoad): void {
    const { leaseMs } = this.settings;
    const since = this.quietSinceMs.get(textOf(queue));
    const nothingToFetch = waiting === 0 || closed || running >= slotsOf(this.settings);
    if (since === undefined || nothingToFetch || ageMs > leaseMs) {
      this.fetched(queue);
      return;
    }
    if (performance.now() - since > PATIENCE_LEASES * leaseMs) {
      throw new Error(`${waiting} tasks of the kind ${queue.kind} wait and none is fetched`);
    }
  }
}

/** A queue's name as one text. */
export function textOf({ kind, partition }: QueueName): string {
  return `${kind} ${partition}`;
}
