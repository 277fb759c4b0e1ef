import { Injectable } from '@nestjs/common';
import { luaScript, RedisProvider } from '../../../platform/redis/index.js';
import type { Car, CarOrder } from '../cars.contract.js';

const CREATE = luaScript(new URL('./lua/create.lua', import.meta.url));
const OPENED = luaScript(new URL('./lua/opened.lua', import.meta.url));
const SCRAP = luaScript(new URL('./lua/scrap.lua', import.meta.url));

/** The cars that were built. A task makes one car, however often it says so. */
@Injectable()
export class CarsRepository {
  private readonly key: string;

  constructor(private readonly redis: RedisProvider) {
    this.key = redis.keys.resource('cars');
    redis.onServer(OPENED, this.key);
  }

  /**
   * Records a task's car, or finds the one it made before.
   *
   * Errors: throws when the task has no reserved parts any more: it was undone, and this caller comes too late.
   */
  async create(uid: string, { brand, make, model, color }: CarOrder, chassis: string): Promise<Car> {
    const order: CarOrder = { brand, make, model, color };
    const json = JSON.stringify({ ...order, chassis });
    const id = Number(await this.redis.run(CREATE, this.key, [uid, json]));
    if (id === 0) throw new Error('the order has no parts to make a car of');
    return { car_id: id, ...order };
  }

  /** Takes a task's car back, and lets it make none any more. */
  async scrap(uid: string): Promise<void> {
    await this.redis.run(SCRAP, this.key, [uid]);
  }

  /** Finds a car by its number. */
  async find(carId: number): Promise<Car | undefined> {
    const json = await this.redis.kept(`${this.key}:car:${carId}`);
    if (json === null) return undefined;
    const { brand, make, model, color } = JSON.parse(json) as CarOrder;
    return { car_id: carId, brand, make, model, color };
  }
}
