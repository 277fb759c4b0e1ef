import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { RedisProvider } from '../platform/redis/index.js';
import { taskScript } from './task-script.js';

/** A kind a worker serves: how many tasks at once, for how many more it has room, and how many jobs wait in its queue. */
export interface ServedKind {
  readonly kind: string;
  /** The names of its steps in the worker's version. */
  readonly steps: readonly string[];
  readonly slots: number;
  readonly free: number;
  readonly depth: number;
}

/** What a sweep found of a kind. */
export interface Found {
  /** Tasks that wait for a worker. */
  readonly waiting: number;
  /** Tasks that were started and have not ended. */
  readonly running: number;
  /** Deliveries that whoever swept must make. */
  readonly lacking: number;
  /** True when these are not lost: more tasks wait than have deliveries. */
  readonly backlog: boolean;
}

const SWEEP = taskScript('sweep');
const EXPIRE = taskScript('expire');
const LEAVE = taskScript('leave');

/** Tasks forgotten by one script at most: it holds Redis up for some 15 ms. */
const EXPIRY_BATCH = 200;

/** Deliveries of a kind that one sweep makes at most. */
const MAX_DELIVERIES = 500;

type SweepReply = readonly (readonly [waiting: number, running: number, lacking: number, backlog: 0 | 1])[];

/** Finds what was lost and what is over its retention, in each partition by itself; every worker runs it. */
@Injectable()
export class TaskSweeper {
  constructor(
    private readonly redis: RedisProvider,
    private readonly settings: Settings,
  ) {}

  /**
   * Finds what each kind lacks in a partition, and tells it that this worker is there and has room: what it is handed from then on bears
   * this moment as its mark, by `performance.now()`.
   */
  async sweep(
    worker: string,
    served: readonly ServedKind[],
    partition = 0,
  ): Promise<ReadonlyMap<string, Found>> {
    const { leaseMs, retentionMs } = this.settings;
    const kinds = served.flatMap(({ kind, steps, slots, free, depth }) => [
      kind,
      steps.join(),
      slots,
      free,
      depth,
    ]);
    const args = [worker, leaseMs, retentionMs, MAX_DELIVERIES, performance.now(), ...kinds];
    const { tasks } = this.redis.keys.partition(partition);
    const found = (await this.redis.run(SWEEP, tasks, args)) as SweepReply;
    return new Map(
      found.map(([waiting, running, lacking, backlog], n) => [
        served[n]?.kind ?? '',
        { waiting, running, lacking, backlog: backlog === 1 },
      ]),
    );
  }

  /** Says that a worker takes no more tasks of these kinds: once this resolves, it is handed none. */
  async leave(worker: string, kinds: readonly string[], partition = 0): Promise<void> {
    await this.redis.run(LEAVE, this.redis.keys.partition(partition).tasks, [worker, ...kinds]);
  }

  /** Forgets tasks of a partition whose retention is over; answers true when there may be more. */
  async expire(partition = 0): Promise<boolean> {
    const args = [this.settings.retentionMs, EXPIRY_BATCH];
    const { tasks } = this.redis.keys.partition(partition);
    return (await this.redis.run(EXPIRE, tasks, args)) === EXPIRY_BATCH;
  }
}
