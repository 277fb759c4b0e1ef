import { randomBytes } from 'node:crypto';
import { readSettings } from '../../src/platform/config/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { patientRedis, RedisProvider } from '../../src/platform/redis/index.js';
import { carSettings } from '../../src/resources/cars/cars.settings.js';
import { CarsRepository } from '../../src/resources/cars/worker/cars.repository.js';
import { PartsStock } from '../../src/resources/cars/worker/parts.stock.js';
import { MUSTANG } from '../support/client.js';
import { keysLike } from '../support/keys.js';

const CHASSIS = 'WVWZZZ1JZ3W386752';

describe('the effects of building a car', () => {
  const prefix = `it-${randomBytes(6).toString('hex')}`;
  const env = { REDIS_URL: process.env['REDIS_URL'], KEY_PREFIX: prefix, PARTS_STOCK: '10' };
  const settings = readSettings(env, [carSettings]);
  const redis = new RedisProvider(
    patientRedis(settings, 'test'),
    settings,
    EventLogger.forProcess('test', 'silent'),
  );
  const parts = new PartsStock(redis, settings);
  const cars = new CarsRepository(redis);
  let tasks = 0;
  let uid: string;

  const setsInStock = async (): Promise<number> => {
    const stock = await redis.client.hvals(`${redis.keys.resource('cars')}:stock`);
    expect(new Set(stock).size).toBe(1);
    return Number(stock[0]);
  };

  beforeAll(() => redis.client.connect());
  beforeEach(async () => {
    const keys = await keysLike(redis.client, `{${prefix}:*`);
    if (keys.length > 0) await redis.client.del(...keys);
    uid = `task-${(tasks += 1)}`;
  });
  afterAll(async () => {
    const keys = await keysLike(redis.client, `{${prefix}:*`);
    if (keys.length > 0) await redis.client.del(...keys);
    redis.client.disconnect();
  });

  it('take one set of parts however often the step runs', async () => {
    await parts.reserve(uid);
    await parts.reserve(uid);
    expect(await setsInStock()).toBe(9);
  });

  it('make one car however often the step runs', async () => {
    await parts.reserve(uid);
    const first = await cars.create(uid, MUSTANG, CHASSIS);
    expect(await cars.create(uid, MUSTANG, CHASSIS)).toEqual(first);
    expect(await cars.find(first.car_id + 1)).toBeUndefined();
  });

  it('give parts back once however often they are undone', async () => {
    await parts.reserve(uid);
    await parts.release(uid);
    await parts.release(uid);
    expect(await setsInStock()).toBe(10);
  });

  it('take nothing for a task that was told parts are short, when its step runs again', async () => {
    await redis.client.hset(`${redis.keys.resource('cars')}:stock`, 'engine', 0, 'paint', 0);
    const short = { failure: { detail: expect.stringMatching(/engine.*paint/), status: 409 } };
    await expect(parts.reserve(uid)).rejects.toMatchObject(short);
    await redis.client.hset(`${redis.keys.resource('cars')}:stock`, 'engine', 10, 'paint', 10);
    await expect(parts.reserve(uid)).rejects.toMatchObject(short);
    await parts.release(uid);
    await parts.reserve('another task');
    expect(await setsInStock()).toBe(9);
  });

  it('give nothing back that was never taken', async () => {
    await parts.reserve('another task');
    await parts.release(uid);
    expect(await setsInStock()).toBe(9);
  });

  it('come out even when a car is scrapped and its parts are given back, twice', async () => {
    await parts.reserve(uid);
    const { car_id: id } = await cars.create(uid, MUSTANG, CHASSIS);
    for (let times = 0; times < 2; times += 1) {
      await cars.scrap(uid);
      await parts.release(uid);
    }
    expect(await cars.find(id)).toBeUndefined();
    expect(await setsInStock()).toBe(10);
  });

  describe('of a worker that was frozen and wakes up too late', () => {
    it('take no second set for a car that another has made', async () => {
      await parts.reserve(uid);
      await cars.create(uid, MUSTANG, CHASSIS);
      await parts.reserve(uid);
      expect(await setsInStock()).toBe(9);
    });

    it('take no set for a task that was given up and undone', async () => {
      await parts.reserve(uid);
      await parts.release(uid);
      await parts.reserve(uid);
      expect(await setsInStock()).toBe(10);
    });

    it('make no car for a task that was given up and undone', async () => {
      await parts.reserve(uid);
      const { car_id: id } = await cars.create(uid, MUSTANG, CHASSIS);
      await cars.scrap(uid);
      await parts.release(uid);
      await cars.create(uid, MUSTANG, CHASSIS).catch(() => undefined);
      expect(await cars.find(id)).toBeUndefined();
      expect(await cars.find(id + 1)).toBeUndefined();
    });
  });
});
