import { Redis } from 'ioredis';
import { type Answer, type Client, MUSTANG } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { freePort, RedisServer } from '../support/redis-server.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';

/** By then a request must be answered, whatever Redis does. */
const DEADLINE_MS = 2_000;

/** Keys that make a load take long: as many, each with a rest (microseconds). */
const KEYS = 8_000;
const LOAD_DELAY_US = 500;
const LOADED_MS = 40_000;

describe('a Redis that can be reached and does not serve', () => {
  let server: RedisServer;
  let stack: Stack;
  let client: Client;
  let worker: ServiceProcess;
  /** Of the test's own: a server that loads answers here too. */
  let redis: Redis;

  beforeAll(async () => {
    server = await RedisServer.start();
    const env = { CAR_BUILD_SECONDS: '4', TASK_LEASE_SECONDS: '1' };
    stack = await Stack.open({ redisUrl: server.url, env });
    ({ client } = await stack.api());
    worker = await stack.worker();
    redis = new Redis(server.url, { enableReadyCheck: false, maxRetriesPerRequest: null });
    redis.on('error', () => undefined);
  });
  afterAll(async () => {
    redis.disconnect();
    await stack.close();
    await server.remove();
  });

  const order = async (): Promise<Answer> =>
    client.send('POST', '/cars', { json: MUSTANG, signal: AbortSignal.timeout(DEADLINE_MS) });

  /** Orders, takes the service away under the running build, and answers its task once an order was refused. */
  async function whileRefused(take: () => Promise<unknown>, why: string): Promise<string> {
    const location = await client.order();
    await client.step(location, 'assemble', 'in progress');
    await take();
    const { status, text, headers } = await eventually(async () => {
      const answer = await order();
      expect(answer.status).toBe(503);
      return answer;
    });
    expect([status, Number(headers.get('Retry-After')) >= 1]).toEqual([503, true]);
    expect(text).not.toContain(why);
    return location;
  }

  async function expectAsBefore(location: string): Promise<void> {
    await eventually(async () => expect((await client.get(location)).status).not.toBe(503));
    const { answer, task } = await client.follow(location, 30_000);
    expect([answer.status, task.steps.length]).toEqual([201, 3]);
    expect((await client.make('/cars', MUSTANG)).answer.status).toBe(201);
    // An outage is nobody's defect.
    expect(worker.events.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  }

  it('because it is a replica (READONLY) serves again once it is none', async () => {
    const nowhere = await freePort();
    const location = await whileRefused(() => redis.replicaof('127.0.0.1', nowhere), 'READONLY');
    await expect(redis.set(stack.key('test', 'x'), '1')).rejects.toThrow('READONLY');
    await redis.replicaof('NO', 'ONE');
    await expectAsBefore(location);
  });

  it('because its writes are paused (CLIENT PAUSE) serves again when they go on', async () => {
    const location = await whileRefused(() => redis.call('CLIENT', 'PAUSE', '60000', 'WRITE'), 'PAUSE');
    await redis.call('CLIENT', 'UNPAUSE');
    await expectAsBefore(location);
  });

  it('because its memory is full (OOM) serves again when there is room', async () => {
    const location = await whileRefused(() => redis.config('SET', 'maxmemory', '1mb'), 'OOM');
    await redis.config('SET', 'maxmemory', '0');
    await expectAsBefore(location);
  });

  it('because it loads its data (LOADING) serves again when it has them', async () => {
    const ballast = redis.pipeline();
    for (let key = 0; key < KEYS; key += 1) ballast.set(stack.key('test', `ballast:${key}`), 'x');
    await ballast.exec();
    const location = await whileRefused(async () => {
      await server.kill();
      server.launch(['--key-load-delay', String(LOAD_DELAY_US)]);
      await eventually(async () => expect(await redis.info('persistence')).toMatch(/^loading:1/m));
      expect((await order()).status).toBe(503);
      await expect(redis.get('x')).rejects.toThrow('LOADING');
    }, 'LOADING');
    await eventually(async () => expect(await redis.info('persistence')).toMatch(/^loading:0/m), LOADED_MS);
    await expectAsBefore(location);
  });

  it('because it forgets its scripts (SCRIPT FLUSH) is not noticed', async () => {
    const locations: string[] = [];
    for (let car = 0; car < 20; car += 1) {
      await redis.script('FLUSH');
      const { status, headers } = await order();
      expect(status).toBe(202);
      locations.push(headers.get('Location') ?? '');
    }
    const ends = await Promise.all(locations.map((location) => client.follow(location, 45_000)));
    expect(new Set(ends.map(({ task }) => task.result['car_id'])).size).toBe(locations.length);
  });
});
