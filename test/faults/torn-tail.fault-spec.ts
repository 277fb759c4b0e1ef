import { AppendOnlyFile } from '../support/append-only-file.js';
import { type Client, MUSTANG } from '../support/client.js';
import { named } from '../support/record.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';
import type { ServiceProcess } from '../support/service-process.js';
import { Stack } from '../support/stack.js';
import type { TaskDocument } from '../support/task-document.js';

const STOCK = 500;

/** Processes that start at once on few cores take their time. */
const START_MS = 120_000;

/** What of a command is still there where the file was cut. */
const TORN_BYTES = 37;

describe('a Redis that has lost the end of its append-only file', () => {
  let server: RedisServer;
  let file: AppendOnlyFile;
  let stack: Stack;
  let client: Client;
  let worker: ServiceProcess;
  /** Whatever was told to a client: numbers of tasks with the path of the car, where there was one. */
  const told = new Map<string, string | null>();

  beforeAll(async () => {
    server = await RedisServer.start();
    file = new AppendOnlyFile(server.folder);
    const env = {
      CAR_BUILD_SECONDS: '4',
      TASK_LEASE_SECONDS: '2',
      PARTS_STOCK: String(STOCK),
      WORKER_CONCURRENCY: '20',
    };
    stack = await Stack.open({ redisUrl: server.url, env });
    ({ client } = await stack.api());
    worker = await stack.worker();
  }, START_MS);
  afterAll(async () => {
    await stack.close();
    await server.remove();
  });

  const order = async (key: string): Promise<string> => {
    const { status, headers } = await client.post('/cars', MUSTANG, { 'Idempotency-Key': key });
    expect([200, 201, 202]).toContain(status);
    return headers.get('Content-Location') ?? headers.get('Location') ?? '';
  };
  const orders = (name: string, count: number): Promise<string[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => order(`${name}-${n}`)));
  const built = async (location: string): Promise<string | null> => {
    const { answer } = await client.follow(location, 40_000);
    expect([location, answer.status]).toEqual([location, 201]);
    return answer.headers.get('Location');
  };
  const record = async (location: string): Promise<Record<string, string>> =>
    named(await stack.redis.hgetall(stack.key('tasks', `task:${location.slice('/tasks/'.length)}`)));

  const begun = async (locations: readonly string[]): Promise<void> =>
    eventually(async () => {
      for (const location of locations) expect((await client.task(location)).started_at).not.toBeNull();
    });

  async function cutTo(bytes: number): Promise<void> {
    await server.kill();
    await file.cut(bytes);
    await server.start();
    // As docs/operations.md says: Redis 7.0 keeps the beginning of a torn transaction in its file.
    await stack.redis.bgrewriteaof();
    await eventually(async () => {
      const info = await stack.redis.info('persistence');
      expect(info).toMatch(/^aof_rewrite_in_progress:0/m);
      expect(info).toMatch(/^aof_rewrite_scheduled:0/m);
    });
    await eventually(async () => expect((await client.get('/tasks')).status).toBeLessThan(300));
  }

  /** At rest: what is listed is what is there, all of it has ended, and the factory's books balance. */
  async function expectOrder(): Promise<void> {
    const { status, body } = await client.get('/tasks?limit=100');
    expect(status).toBe(200);
    const listed = (body as TaskDocument[]).map(({ task_id: id }) => id);
    const prefix = stack.key('tasks', 'task:');
    const records = (await stack.redis.keys(`${prefix}*`)).map((key) => Number(key.slice(prefix.length)));
    expect(listed.toSorted((a, b) => b - a)).toEqual(listed);
    expect(new Set(listed)).toEqual(new Set(records));
    for (const left of ['due:car-build', 'waiting:car-build']) {
      expect([left, await stack.redis.exists(stack.key('tasks', left))]).toEqual([left, 0]);
    }
    expect(Number(await stack.redis.hget(stack.key('tasks', 'meta'), 'open'))).toBe(0);
    expect(await stack.redis.keys(stack.key('tasks', 'client:*'))).toEqual([]);
    const uids = await stack.redis.keys(stack.key('cars', 'order:*'));
    const parts = await Promise.all(uids.map((uid) => stack.redis.hget(uid, 'parts')));
    const stock = Object.values(await stack.redis.hgetall(stack.key('cars', 'stock')));
    const taken = parts.filter((state) => state === 'used' || state === 'reserved').length;
    expect(new Set(stock.map(Number))).toEqual(new Set([STOCK - taken]));
    expect(await stack.redis.keys(stack.key('cars', 'car:*'))).toHaveLength(records.length);
  }

  it('keeps what ended before, and goes on with tasks whose start was lost, though their worker still runs', async () => {
    for (const location of await orders('before', 3)) told.set(location, await built(location));
    worker.signal('SIGSTOP');
    const queued = await orders('queued', 3);
    const size = await file.size();
    worker.signal('SIGCONT');
    await begun(queued);
    const lost = await orders('lost', 3);
    await begun(lost);
    const before = await Promise.all(queued.map(record));
    await cutTo(size + TORN_BYTES);

    for (const location of lost) {
      const { status, body } = await client.get(location);
      expect([status, body]).toEqual([404, expect.objectContaining({ type: '/problems/no-such-task' })]);
    }
    // Its key is lost as well: the same order again is a new task, under a number that nobody was told.
    const again = await orders('lost', 3);
    const numbers = [...told.keys(), ...queued, ...lost, ...again];
    expect(new Set(numbers).size).toBe(numbers.length);

    for (const location of [...queued, ...again]) told.set(location, await built(location));
    const after = await Promise.all(queued.map(record));
    for (const [index, { created, attempt }] of after.entries()) {
      expect(created).toBe(before[index]?.['created']);
      // No number that the worker which lost it may still write with.
      expect(Number(attempt)).toBeGreaterThan(Number(before[index]?.['attempt']) + 1);
    }
    expect(worker.find('task.lost') ?? worker.find('task.released')).toBeDefined();
    expect(worker.find('task.attempt-broken')).toBeUndefined();
    for (const [location, car] of told) expect(await built(location)).toBe(car);
    expect(new Set(told.values()).size).toBe(told.size);
    await expectOrder();
  }, 120_000);

  it.each([100, 3_000, 20_000])(
    'is in order again, and tells nobody another’s task or car, after a loss of %i bytes',
    async (bytes) => {
      const name = `cut-${bytes}`;
      const first = await orders(name, 8);
      await begun(first);
      const ended = [...told.keys()];
      await cutTo(Math.max((await file.size()) - bytes, 0));
      const second = await orders(name, 8);
      for (const [index, location] of second.entries()) {
        if (location !== first[index]) expect([...first, ...ended]).not.toContain(location);
        const car = await built(location);
        expect([...told.values()]).not.toContain(car);
        told.set(location, car);
      }
      await eventually(expectOrder, 20_000);
    },
    120_000,
  );
});
