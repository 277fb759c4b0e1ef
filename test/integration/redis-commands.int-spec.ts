import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Grant, Task } from '../../src/tasks/index.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';
import { wentStraight } from '../support/straight.js';

/** A task that was started. */
const HOLDER = { id: 1, attempt: 1 };
const ALL = { statuses: [], verbs: [], resource: undefined };

let core: Core;
let server: RedisServer;
let monitor: Redis;
let sent: { readonly command: string; readonly text: string }[] = [];

// A Redis of its own: of one that others use too, MONITOR tells more than ioredis can tell from answers.
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.remove());

beforeEach(async () => {
  // So that ten calls are one command: half of what a worker runs at once leaves together.
  core = await openCore({ REDIS_URL: server.url, WORKER_CONCURRENCY: '20' });
  monitor = await new Redis(server.url, { lazyConnect: true }).monitor();
  monitor.on('monitor', (_time: string, args: readonly string[]) => {
    sent.push({ command: (args[0] ?? '').toLowerCase(), text: args.join(' ') });
  });
  await core.sweeper.sweep('w', [
    { kind: 'three-steps', steps: ['a', 'b', 'c'], slots: 2, free: 0, depth: 0 },
  ]);
});
afterEach(async () => {
  monitor.disconnect();
  await core.close();
});

/** What scripts told Redis, by name and how often; but for the time of day. */
async function commandsOf(work: () => Promise<unknown>): Promise<string> {
  await settled();
  sent = [];
  await work();
  const commands = (await settled()).map(({ command }) => command).filter((name) => !name.startsWith('eval'));
  const counts = [...new Set(commands)].toSorted().map((name) => {
    const times = commands.filter((command) => command === name).length;
    return times === 1 ? name : `${times} ${name}`;
  });
  return counts.join(', ');
}

/** What Redis was told before this call, of this file's keys. */
async function settled(): Promise<typeof sent> {
  const marker = randomBytes(8).toString('hex');
  await core.redis.client.echo(marker);
  await eventually(() => expect(sent.some(({ text }) => text.includes(marker))).toBe(true));
  return sent.filter(({ text }) => text.includes(`{${core.settings.keyPrefix}:`));
}

async function started(): Promise<Task> {
  await core.create();
  const grant = await core.ledger.start('three-steps');
  if (grant === undefined) throw new Error('nothing was started');
  return grant.task;
}

// What costs Redis, and what goes into its append-only file: a regression shows here without a timing.
describe('the commands of Redis', () => {
  it('of accepting a task', async () => {
    await core.create();
    expect(await commandsOf(() => core.create())).toBe(
      'hgetall, 2 hmget, 3 hset, 2 sadd, scard, 2 spublish, zadd, zcard, zcount, zrank',
    );
  });

  it('of accepting a task that is handed to an idle worker', async () => {
    const worker = new Redis(server.url);
    await worker.ssubscribe(core.redis.keys.partition(0).grants('w'));
    await core.sweeper.sweep('w', [
      { kind: 'three-steps', steps: ['a', 'b', 'c'], slots: 2, free: 2, depth: 0 },
    ]);
    expect(await commandsOf(() => core.create())).toBe(
      '2 hgetall, 2 hmget, 4 hset, pubsub, 2 sadd, scard, 3 spublish, 2 zadd, zcard, zcount',
    );
    worker.disconnect();
  });

  it('of accepting ten tasks together, which share what is not of one alone', async () => {
    const ten = (): Promise<unknown> => Promise.all(Array.from({ length: 10 }, () => core.create()));
    expect(await commandsOf(ten)).toBe(
      '2 hgetall, 2 hmget, 12 hset, 2 sadd, scard, 11 spublish, 2 zadd, zcard, zcount, 10 zrank',
    );
  });

  it('of starting ten tasks together, and of ending them', async () => {
    await Promise.all(Array.from({ length: 10 }, () => core.create()));
    const grants: (Grant | undefined)[] = [];
    const start = async (): Promise<number> => grants.push(await core.ledger.start('three-steps'));
    const ten = (): Promise<unknown> => Promise.all(Array.from({ length: 10 }, start));
    expect(await commandsOf(ten)).toBe(
      'hget, 10 hgetall, hmget, 11 hset, sadd, 2 scard, 11 spublish, srem, 2 zadd, 2 zcard, 3 zrange, zrem, zremrangebyrank',
    );
    const tasks = grants.flatMap((grant) => (grant === undefined ? [] : [grant.task]));
    const end = { json: '{}', location: '/cars/1' };
    const ends = (): Promise<unknown> =>
      Promise.all(tasks.map((task) => core.ledger.finish(task, task.steps, end)));
    expect(await commandsOf(ends)).toBe(
      'del, 10 hdel, hget, 2 hincrby, 11 hmget, 11 hset, rpush, sadd, 2 scard, 11 spublish, srem, 2 zadd, 2 zrem',
    );
  });

  it('of reading a task that waits, and one that has ended', async () => {
    await core.create();
    expect(await commandsOf(() => core.store.read(1, 'anonymous'))).toBe('2 hgetall, zcount, zrank');
    await core.store.cancel(1, 'anonymous');
    expect(await commandsOf(() => core.store.read(1, 'anonymous'))).toBe('hgetall');
  });

  it('of cancelling a task that waits', async () => {
    await core.create();
    await core.create();
    expect(await commandsOf(() => core.store.cancel(1, 'anonymous'))).toBe(
      'hdel, 2 hgetall, 2 hincrby, hmget, hset, hsetnx, rpush, sadd, 2 scard, 2 spublish, srem, 2 zadd, zrem',
    );
  });

  it('of a page, for each task on it and each list it is merged from', async () => {
    await core.create();
    const page = (): Promise<unknown> => core.list.page('anonymous', ALL, 50, undefined);
    expect(await commandsOf(page)).toBe('hgetall, hmget, smembers, sort_ro, zcount, 5 zrange, zrank');
    await core.create();
    expect(await commandsOf(page)).toBe('hgetall, 2 hmget, smembers, sort_ro, zcount, 5 zrange, 2 zrank');
    for (let n = 0; n < 8; n += 1) await core.create();
    expect(await commandsOf(page)).toBe('hgetall, 10 hmget, smembers, sort_ro, zcount, 6 zrange, 2 zrank');
  });

  it('of starting a task', async () => {
    await core.create();
    await core.create();
    expect(await commandsOf(() => core.ledger.start('three-steps'))).toBe(
      'hget, hgetall, hmget, 2 hset, sadd, 2 scard, 2 spublish, srem, 2 zadd, 2 zcard, zpopmin, zrange',
    );
  });

  it('of a checkpoint', async () => {
    const { steps } = await started();
    const kept = { progress: 25, result: { step: 'a', json: '1' } };
    expect(await commandsOf(() => core.ledger.checkpoint(HOLDER, steps, kept))).toBe(
      '2 hmget, hset, 2 spublish',
    );
  });

  it('of a heartbeat, for each task', async () => {
    const { steps } = await started();
    const beat = { ...HOLDER, progress: 0, steps };
    expect(await commandsOf(() => core.ledger.renew([beat]))).toBe('2 hmget, hset, zadd');
    expect(await commandsOf(() => core.ledger.renew([beat, beat]))).toBe('3 hmget, 2 hset, 2 zadd');
  });

  it('of the end of a task', async () => {
    const task = await started();
    await core.create();
    const end = { json: '{}', location: '/cars/1' };
    expect(await commandsOf(() => core.ledger.finish(task, task.steps, end))).toBe(
      'hdel, hget, 2 hincrby, 2 hmget, 2 hset, rpush, sadd, 2 scard, 2 spublish, srem, 2 zadd, 2 zrem',
    );
  });

  it('of the ends of tasks that went straight, the first of their version and another', async () => {
    const [first, second] = [await started(), await started()];
    await started();
    const end = { json: '{}', location: '/cars/1' };
    const ends = (task: Task) => (): Promise<unknown> => core.ledger.finish(task, wentStraight(task), end);
    expect(await commandsOf(ends(first))).toBe(
      'hdel, 5 hget, 3 hincrby, 2 hmget, 3 hset, rpush, sadd, 2 scard, 2 spublish, srem, 2 zadd, zrem',
    );
    // What steps took is noted every 50 ms.
    await core.redis.client.hdel(`${core.redis.keys.tasks}:kind:three-steps`, 'observed');
    expect(await commandsOf(ends(second))).toBe(
      'hdel, 5 hget, 2 hincrby, 2 hmget, 2 hset, rpush, sadd, 2 scard, 2 spublish, srem, zadd, zrem',
    );
    expect(await commandsOf(() => core.store.read(1, 'anonymous'))).toBe('hget, hgetall');
  });

  it('of the end of a task that brings the next along', async () => {
    const task = await started();
    await core.create();
    const end = { json: '{}', location: '/cars/1' };
    expect(await commandsOf(() => core.ledger.finish(task, task.steps, end, true))).toBe(
      'hdel, hget, hgetall, 2 hincrby, 2 hmget, 4 hset, rpush, 2 sadd, 3 scard, 3 spublish, 2 srem, 4 zadd, zcard, zpopmin, zrange, 2 zrem',
    );
  });

  it('of a sweep, for each kind', async () => {
    const served = [{ kind: 'three-steps', steps: ['a', 'b', 'c'], slots: 2, free: 0, depth: 0 }];
    expect(await commandsOf(() => core.sweeper.sweep('w', served))).toBe(
      'hget, 3 hset, pexpire, zadd, 3 zcard, zcount, zrange',
    );
  });
});
