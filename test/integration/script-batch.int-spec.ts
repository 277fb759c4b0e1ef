import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { readSettings } from '../../src/platform/config/index.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { failFastRedis, patientRedis, RedisProvider, scriptOf } from '../../src/platform/redis/index.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';

const prefix = `it-${randomBytes(6).toString('hex')}`;
const log = EventLogger.forProcess('test', 'silent');

/** Adds to a list; what is not a number is refused by Lua, and where the list is none, by Redis. */
const ADD = scriptOf(
  "local function list() return KEYS[1] .. ':list' end",
  ['local sum = ARGV[1] + 1', "return { redis.call('RPUSH', list(), sum), sum }"].join('\n'),
);
/** Adds to the list once all calls are done, and answers its length then; with what is not a number that fails. */
const ADD_AT_END = scriptOf(
  [
    'local sums = {}',
    "local function settle() for _, sum in ipairs(sums) do redis.call('RPUSH', KEYS[1] .. ':list', sum) end end",
  ].join('\n'),
  [
    'sums[#sums + 1] = ARGV[1]',
    "return function() return ARGV[1] + redis.call('LLEN', KEYS[1] .. ':list') end",
  ].join('\n'),
);
const COUNT = scriptOf("return redis.call('LLEN', KEYS[1] .. ':list')");

describe.each([
  ['a client that fails fast', failFastRedis, {}, 32],
  ['a client that waits', patientRedis, {}, 5],
  ['a client that waits, of many partitions', patientRedis, { TASK_PARTITIONS: '12' }, 32],
  ['a client that waits, of much', patientRedis, { TASK_PARTITIONS: '2', WORKER_CONCURRENCY: '80' }, 20],
])('scripts of one turn, by %s', (_name, connect, env, most) => {
  /** Its own: a client that begins to MONITOR takes what others send at that moment for an answer. */
  let server: RedisServer;
  let redis: RedisProvider;
  let plain: Redis;
  let tasks: string;
  const count = (): Promise<unknown> => redis.run(COUNT, tasks, []);
  const add = (number: string): Promise<unknown> => redis.run(ADD, tasks, [number]);

  beforeAll(async () => {
    server = await RedisServer.start();
    const settings = readSettings({ REDIS_URL: server.url, KEY_PREFIX: prefix, ...env }, []);
    redis = new RedisProvider(connect(settings, 'batch'), settings, log);
    ({ tasks } = redis.keys.partition(0));
    plain = new Redis(server.url);
    redis.onModuleInit();
    await eventually(() => redis.check());
  });
  beforeEach(async () => {
    await plain.del(`${tasks}:list`);
  });
  afterAll(async () => {
    plain.disconnect();
    redis.onApplicationShutdown();
    await server.remove();
  });

  /** Commands that are sent meanwhile: what is run, and on which key. */
  async function sentWhile(work: () => Promise<unknown>): Promise<readonly (readonly unknown[])[]> {
    await Promise.all([add('0'), count()]);
    const monitor = await plain.monitor();
    const sent: string[][] = [];
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      if (source !== 'lua' && args.some((arg) => arg.includes(prefix))) sent.push(args);
    });
    await work();
    await plain.echo(`${prefix}:over`);
    await eventually(() => expect(sent.at(-1)).toContain(`${prefix}:over`));
    monitor.disconnect();
    return sent.slice(0, -1).map(([, digest, , key]) => [digest, key]);
  }

  it('are one command for each script, however many there are', async () => {
    const sent = await sentWhile(() => Promise.all([add('1'), count(), add('2'), count(), add('3')]));
    expect(sent).toEqual([
      [ADD.digest, tasks],
      [COUNT.digest, tasks],
    ]);
  });

  it('leave together so many of a partition, whatever else is asked in this turn', async () => {
    const other = redis.keys.resource('other');
    const both = (n: number): Promise<unknown>[] => [add('1'), redis.run(ADD, other, [String(n)])];
    expect(
      await sentWhile(() => Promise.all(Array.from({ length: most }, (_, n) => both(n)).flat())),
    ).toEqual([
      [ADD.digest, tasks],
      [ADD.digest, other],
    ]);
    const oneMore = Array.from({ length: most + 1 }, () => '1');
    expect(await sentWhile(() => Promise.all(oneMore.map(add)))).toEqual([
      [ADD.digest, tasks],
      [ADD.digest, tasks],
    ]);
  });

  it('answer each its own, in the order in which they were asked', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => add(String(n))));
    expect(answers).toEqual(Array.from({ length: 100 }, (_, n) => [n + 1, n + 1]));
  });

  it('fail alone', async () => {
    const [before, failed, after] = await Promise.allSettled([add('1'), add('one'), add('2')]);
    expect(before).toEqual({ status: 'fulfilled', value: [1, 2] });
    expect(after).toEqual({ status: 'fulfilled', value: [2, 3] });
    expect(failed).toMatchObject({ status: 'rejected' });
    expect(failed.status === 'rejected' && String(failed.reason)).toMatch(/ERR .*arithmetic/);
  });

  it('can answer once all are done, and fail alone then', async () => {
    const asked = ['10', 'one', '20'].map((number) => redis.run(ADD_AT_END, tasks, [number]));
    const [before, failed, after] = await Promise.allSettled(asked);
    expect(before).toEqual({ status: 'fulfilled', value: 13 });
    expect(after).toEqual({ status: 'fulfilled', value: 23 });
    expect(failed?.status === 'rejected' && String(failed.reason)).toMatch(/ERR .*arithmetic/);
  });

  it('say what Redis has against them, where it is against all', async () => {
    await plain.set(`${tasks}:list`, 'no list');
    for (const failed of await Promise.allSettled([add('1'), add('2')]))
      expect(failed.status === 'rejected' && String(failed.reason)).toMatch(/WRONGTYPE/);
  });

  it('are carried out though Redis has forgotten them', async () => {
    await add('1');
    await plain.script('FLUSH');
    expect(await Promise.all([add('2'), add('3')])).toEqual([
      [2, 3],
      [3, 4],
    ]);
  });
});
