import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisProvider, RedisSubscriber } from '../platform/redis/index.js';
import { CANCELLED } from '../tasks/index.js';
import { LeaseKeeper } from './lease.keeper.js';

/** Hears which running tasks are cancelled, and tells the attempts of this worker at once. */
@Injectable()
export class Cancels implements OnModuleInit {
  constructor(
    private readonly subscriber: RedisSubscriber,
    private readonly redis: RedisProvider,
    private readonly leases: LeaseKeeper,
  ) {}

  onModuleInit(): void {
    for (const [partition, { cancels }] of this.redis.keys.partitions.entries())
      this.subscriber.always(partition, cancels, (id) => this.leases.cancel(Number(id), CANCELLED));
  }
}
