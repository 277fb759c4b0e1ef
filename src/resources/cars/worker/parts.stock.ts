import { Injectable } from '@nestjs/common';
import { Settings } from '../../../platform/config/index.js';
import { luaScript, RedisProvider } from '../../../platform/redis/index.js';
import { PermanentError } from '../../../workflow/index.js';
import { carSettings } from '../cars.settings.js';
import { partsShort } from './cars.failures.js';
import { ORDER_MEMORY_SECONDS } from './order-memory.js';

/** What a car is made of. */
const SET_OF_PARTS = ['engine', 'body', 'wheels', 'paint'] as const;

const RESERVE = luaScript(new URL('./lua/reserve.lua', import.meta.url));
const RELEASE = luaScript(new URL('./lua/release.lua', import.meta.url));

/** The parts in stock. What a task takes and gives back is counted once for its uid, however often it asks. */
@Injectable()
export class PartsStock {
  private readonly key: string;
  private readonly openingStock: number;

  constructor(
    private readonly redis: RedisProvider,
    settings: Settings,
  ) {
    this.key = redis.keys.resource('cars');
    this.openingStock = settings.of(carSettings).PARTS_STOCK;
  }

  /** Takes one set, all of it or nothing. Errors: PermanentError (409) naming what is short. */
  async reserve(uid: string): Promise<readonly string[]> {
    const args = [uid, ORDER_MEMORY_SECONDS, this.openingStock, ...SET_OF_PARTS];
    const short = await this.redis.run(RESERVE, this.key, args);
    if (Array.isArray(short) && short.length > 0) throw new PermanentError(partsShort(short.map(String)));
    return SET_OF_PARTS;
  }

  /** Gives a task's set back; does nothing when it has none. */
  async release(uid: string): Promise<void> {
    await this.redis.run(RELEASE, this.key, [uid, ORDER_MEMORY_SECONDS, ...SET_OF_PARTS]);
  }
}
