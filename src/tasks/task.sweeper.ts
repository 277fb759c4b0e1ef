import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { RedisProvider } from '../platform/redis/index.js';
import { taskScript } from './task-script.js';

/** A kind a worker serves: how many tasks at once, and how many jobs wait in its queue. */
export interface ServedKind {
  readonly kind: string;
  readonly slots: number;
  readonly depth: number;
}

/** A task that must be delivered anew. */
export interface Redelivery {
  readonly id: number;
  readonly kind: string;
  readonly delivery: number;
}

/** What a sweep found. */
export interface Swept {
  readonly redeliveries: readonly Redelivery[];
  /** Tasks that wait for a worker, by kind. */
  readonly waiting: ReadonlyMap<string, number>;
}

const SWEEP = taskScript('sweep');
const EXPIRE = taskScript('expire');

/** Claims and expiries of one script at most, so that none holds Redis up for more than about a millisecond. */
const BATCH = 200;

type SweepReply = readonly [
  claimed: readonly (readonly [string, string, number])[],
  waiting: readonly number[],
];

/** Finds what was lost and what is over its retention; every worker runs it. */
@Injectable()
export class TaskSweeper {
  constructor(
    private readonly redis: RedisProvider,
    private readonly settings: Settings,
  ) {}

  /** Claims tasks that nobody moves, and tells the store that this worker is there. */
  async sweep(worker: string, served: readonly ServedKind[]): Promise<Swept> {
    const kinds = served.flatMap(({ kind, slots, depth }) => [kind, slots, depth]);
    const args = [worker, this.settings.leaseMs, this.settings.retentionMs, BATCH, ...kinds];
    const [claimed, waiting] = (await this.redis.run(SWEEP, this.redis.keys.tasks, args)) as SweepReply;
    return {
      redeliveries: claimed.map(([id, kind, delivery]) => ({ id: Number(id), kind, delivery })),
      waiting: new Map(served.map(({ kind }, index) => [kind, waiting[index] ?? 0])),
    };
  }

  /** Forgets tasks whose retention is over; answers true when there may be more. */
  async expire(): Promise<boolean> {
    const args = [this.settings.retentionMs, BATCH];
    return (await this.redis.run(EXPIRE, this.redis.keys.tasks, args)) === BATCH;
  }
}
