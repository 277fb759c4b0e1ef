import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/index.js';
import { EventLogger } from '../logging/index.js';
import { RedisProvider } from './redis.provider.js';

/** Between two looks. In that time a full stream of small tasks takes some megabytes. */
const INTERVAL_MS = 1_000;

/**
 * Watches how much of its `maxmemory` Redis uses. Beyond MEMORY_MAX_PERCENT nothing new is accepted, so that what runs
 * has room to end: at the limit itself Redis refuses every write.
 */
@Injectable()
export class MemoryWatch implements OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private isFull = false;

  constructor(
    private readonly redis: RedisProvider,
    private readonly settings: Settings,
    private readonly log: EventLogger,
  ) {}

  /** True while there is no room for more; false where Redis has no limit, or does not tell. Watches from the first time on. */
  get full(): boolean {
    this.timer ??= setInterval(() => void this.look(), INTERVAL_MS).unref();
    return this.isFull;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (!this.redis.connected) return;
    try {
      this.note(Math.max(...(await this.redis.info('memory')).map(usedShare)));
    } catch (err) {
      // Where INFO is forbidden there is nothing to go by, and Redis itself refuses what it has no room for.
      this.log.debug('redis.memory-unknown', { err });
    }
  }

  private note(share: number): void {
    const full = share * 100 >= this.settings.memoryMaxPercent;
    if (full === this.isFull) return;
    this.isFull = full;
    const fields = { percent: Math.round(share * 100) };
    if (full) this.log.error('redis.memory-full', fields);
    else this.log.info('redis.memory-free', fields);
  }
}

/** The share of `maxmemory` that is used, from the text of INFO; 0 without a limit. */
export function usedShare(info: string): number {
  const of = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const limit = of('maxmemory');
  return limit === 0 ? 0 : of('used_memory') / limit;
}
