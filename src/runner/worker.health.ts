import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthChecks } from '../platform/ops/index.js';
import { RedisProvider } from '../platform/redis/index.js';
import { FetchWatch } from './fetch-watch.js';
import { Sweep } from './sweep.js';
import { TaskRunner } from './task.runner.js';

/** Tells the probes how this worker does: ready while it can reach Redis, alive while it takes work that waits for it. */
@Injectable()
export class WorkerHealth implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    private readonly health: HealthChecks,
    private readonly redis: RedisProvider,
    private readonly watch: FetchWatch,
    private readonly sweep: Sweep,
    private readonly runner: TaskRunner,
  ) {}

  onModuleInit(): void {
    this.health.add({ name: 'redis', probe: 'ready', check: () => this.redis.check() });
    this.health.add({ name: 'fetching', probe: 'live', check: async () => this.checkFetching() });
  }

  beforeApplicationShutdown(): void {
    this.health.shutdown();
  }

  private checkFetching(): void {
    for (const { partition, ageMs, found } of this.sweep.partitions) {
      for (const [kind, { waiting }] of found) {
        this.watch.check({ kind, partition }, { waiting, ageMs, ...this.runner.load(kind, partition) });
      }
    }
  }
}
