import { type DynamicModule, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Settings } from '../config/index.js';
import { REDIS_CLIENT, RedisProvider } from './redis.provider.js';

/** Gives the process its Redis client; how patient that is, the process says. */
@Module({})
export class RedisModule {
  static with(client: (settings: Settings) => Redis): DynamicModule {
    return {
      module: RedisModule,
      global: true,
      providers: [{ provide: REDIS_CLIENT, inject: [Settings], useFactory: client }, RedisProvider],
      exports: [RedisProvider],
    };
  }
}
