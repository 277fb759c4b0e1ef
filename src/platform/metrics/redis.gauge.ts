import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisProvider } from '../redis/index.js';
import { Gauges } from './gauges.js';

/** Tells whether the process has its connection to Redis. */
@Injectable()
export class RedisGauge implements OnModuleInit {
  constructor(
    private readonly gauges: Gauges,
    private readonly redis: RedisProvider,
  ) {}

  onModuleInit(): void {
    this.gauges.add({
      name: 'factory_redis_connected',
      help: '1 while the process is connected to Redis for commands, else 0.',
      read: () => (this.redis.connected ? 1 : 0),
    });
  }
}
