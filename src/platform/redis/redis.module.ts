import { type DynamicModule, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { MemoryWatch } from './memory.watch.js';
import { Settings } from '../config/index.js';
import type { RedisClient } from './redis.clients.js';
import { REDIS_CLIENT, RedisProvider } from './redis.provider.js';
import { REDIS_SUBSCRIBER_CLIENTS, RedisSubscriber } from './redis.subscriber.js';

/** Gives the process its connections to Redis, for commands and for messages; how patient they are, the process says. */
@Module({})
export class RedisModule {
  static with(
    client: (settings: Settings) => RedisClient,
    subscribers: (settings: Settings) => readonly Redis[],
  ): DynamicModule {
    return {
      module: RedisModule,
      global: true,
      providers: [
        { provide: REDIS_CLIENT, inject: [Settings], useFactory: client },
        { provide: REDIS_SUBSCRIBER_CLIENTS, inject: [Settings], useFactory: subscribers },
        RedisProvider,
        RedisSubscriber,
        MemoryWatch,
      ],
      exports: [RedisProvider, RedisSubscriber, MemoryWatch],
    };
  }
}
