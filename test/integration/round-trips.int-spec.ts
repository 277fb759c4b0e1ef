import { randomBytes } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Redis } from 'ioredis';
import { createApi } from '../../src/api.process.js';
import { resources } from '../../src/resources/index.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';

const prefix = `it-${randomBytes(6).toString('hex')}`;
const order = { brand: 'Ford', make: 'Mustang', model: 2014, color: 'Blue' };

/** Its own: a client that begins to MONITOR takes what others send at that moment for an answer. */
let server: RedisServer;
let api: NestExpressApplication;
let url: string;
let redis: Redis;
let monitor: Redis;
/** Commands as clients sent them, not those of scripts, that touch this file's keys. */
let sent: string[] = [];

beforeAll(async () => {
  server = await RedisServer.start();
  redis = new Redis(server.url);
  monitor = await redis.monitor();
  monitor.on('monitor', (_time: string, args: string[], source: string) => {
    if (source !== 'lua') sent.push(args.join(' '));
  });
  const env = {
    REDIS_URL: server.url,
    KEY_PREFIX: prefix,
    LOG_LEVEL: 'silent',
    PORT: '0',
    HEALTH_PORT: '0',
    HOST: '127.0.0.1',
  };
  api = await createApi(env, resources);
  await api.listen(0, '127.0.0.1');
  url = await api.getUrl();
  await eventually(async () => {
    if ((await get('/health/ready')).status !== 200) throw new Error('the API is not ready');
  });
  // Scripts are known to Redis and queues are open from here on, as in a running service.
  for (let n = 0; n < 3; n += 1) await post();
  await get('/cars/1');
  await get('/tasks/1');
  await get('/tasks?limit=1');
  await settled();
});

afterAll(async () => {
  await api.close();
  monitor.disconnect();
  await redis.quit();
  await server.remove();
});

async function post(more: Record<string, string> = {}): Promise<void> {
  const headers = { 'Content-Type': 'application/json', ...more };
  const response = await fetch(`${url}/cars`, { method: 'POST', headers, body: JSON.stringify(order) });
  expect(response.status).toBe(202);
  await response.text();
}

/** What Redis was sent before this call has been seen once this resolves. */
async function settled(): Promise<readonly string[]> {
  const marker = randomBytes(8).toString('hex');
  await redis.echo(marker);
  await eventually(() => expect(sent.some((command) => command.includes(marker))).toBe(true));
  return sent.filter((command) => command.includes(`{${prefix}:`));
}

async function commandsOf(work: () => Promise<unknown>, expected: number): Promise<readonly string[]> {
  // What was asked before may not have been told yet.
  await settled();
  sent = [];
  await work();
  await eventually(async () => expect((await settled()).length).toBeGreaterThanOrEqual(expected));
  return settled();
}

async function nothingWaits(): Promise<void> {
  const waiting = await redis.keys(`*${prefix}:tasks}:waiting:*`);
  if (waiting.length > 0) await redis.del(...waiting);
}

const get = async (path: string): Promise<Response> => {
  const response = await fetch(`${url}${path}`);
  await response.text();
  return response;
};

describe('the round trips to Redis', () => {
  it('of GET /tasks/{id} are one', async () => {
    expect(await commandsOf(() => get('/tasks/1'), 1)).toHaveLength(1);
  });

  it('of POST /cars are two, of which the answer waits for the first', async () => {
    await nothingWaits();
    const [create, enqueue, ...more] = await commandsOf(() => post(), 2);
    expect(create).toMatch(/^evalsha .*:tasks}:of:1 \d+ anonymous car-build /);
    expect(enqueue).toContain(`{${prefix}:queues}:car-build:`);
    expect(more).toEqual([]);
  });

  it('of POST /cars where others wait that have a delivery is one', async () => {
    expect(await commandsOf(() => post(), 1)).toHaveLength(1);
  });

  it('of POST /cars that waits are the same two, and a read once the time is up', async () => {
    await nothingWaits();
    const sentForIt = await commandsOf(() => post({ Prefer: 'wait=1' }), 3);
    expect(sentForIt.filter((command) => /subscribe/i.test(command))).toEqual([]);
    expect(sentForIt).toHaveLength(3);
  });

  it('of GET /cars/{id} are two as well, and one when it joins a read that is queued', async () => {
    await nothingWaits();
    expect(await commandsOf(() => get('/cars/2'), 2)).toHaveLength(2);
    expect(await commandsOf(() => get('/cars/2'), 1)).toHaveLength(1);
  });

  it('of a page of GET /tasks are one, also with filters and a cursor', async () => {
    expect(await commandsOf(() => get('/tasks?limit=1&status=queued&resource=/cars/'), 1)).toHaveLength(1);
    const link = (await get('/tasks?limit=1')).headers.get('Link') ?? '';
    const next = /<([^>]+)>/.exec(link)?.[1] ?? '';
    expect(await commandsOf(() => get(next), 1)).toHaveLength(1);
  });
});
