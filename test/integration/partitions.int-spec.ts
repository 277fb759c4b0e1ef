import { FIELD } from '../../src/tasks/task-record.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { MemoryWatch } from '../../src/platform/redis/index.js';
import type { TaskFilter } from '../../src/tasks/task.list.js';
import { type NewTask, TaskStore } from '../../src/tasks/task.store.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

const PARTITIONS = 3;
const ALL: TaskFilter = { statuses: [], verbs: [], resource: undefined };
const KIND = 'three-steps';

let core: Core;
beforeEach(async () => {
  core = await openCore({ TASK_PARTITIONS: String(PARTITIONS), TASK_LEASE_SECONDS: '1' });
});
afterEach(() => core.close());

/** Accepts so many tasks, one after another; answers their ids. */
async function many(count: number, changes: Partial<NewTask> = {}): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) ids.push((await core.create(changes)).task.id);
  return ids;
}

const createdOf = async (id: number): Promise<number> =>
  Number(await core.redis.client.hget(`${core.redis.keys.ofTask(id).tasks}:task:${id}`, FIELD.created));

/** From now on Redis' clock stands, as far as times of creation go: all partitions gave the same one last. */
async function stopClock(): Promise<void> {
  const [seconds] = await core.redis.client.time();
  const anHourAhead = (Number(seconds) + 3_600) * 1_000_000;
  for (const { tasks } of core.redis.keys.partitions)
    await core.redis.client.hset(`${tasks}:meta`, 'created', anHourAhead);
}

/** Ids of all pages from the first on; `between` is done before each further page. */
async function walk(limit: number, between?: () => Promise<unknown>): Promise<readonly number[]> {
  const seen: number[] = [];
  let before: number | undefined;
  do {
    const page = await core.list.page('anonymous', ALL, limit, before);
    expect(page.views.length).toBeLessThanOrEqual(limit);
    seen.push(...page.views.map(({ task }) => task.id));
    before = page.next;
    await between?.();
  } while (before !== undefined);
  return seen;
}

describe('tasks of three partitions', () => {
  it('are shared out evenly, and each says by its id where it is', async () => {
    const ids = await many(30);
    expect(new Set(ids).size).toBe(30);
    for (const partition of [0, 1, 2])
      expect(ids.filter((id) => id % PARTITIONS === partition)).toHaveLength(10);
    for (const id of ids) expect(await core.store.read(id, 'anonymous')).toMatchObject({ found: 'task' });
    expect(await core.store.read(Math.max(...ids) + 3, 'anonymous')).toEqual({ found: 'none' });
  });

  it('stand in full chunks of lists, however many partitions there are', async () => {
    await Promise.all(Array.from({ length: 30 * PARTITIONS }, () => core.create()));
    for (const { tasks } of core.redis.keys.partitions)
      expect(await core.redis.client.zcard(`${tasks}:list:anonymous:queued:POST /cars/`)).toBe(1);
  });

  it('never have the same time of creation, also where clocks show the same', async () => {
    await stopClock();
    const ids = await many(30);
    const created = await Promise.all(ids.map(createdOf));
    expect(new Set(created).size).toBe(30);
    for (const [n, id] of ids.entries()) expect((created[n] ?? 0) % PARTITIONS).toBe(id % PARTITIONS);
    expect(Math.max(...created) - Math.min(...created)).toBeLessThan(30);
  });

  it('are told of in the order that they are asked for', async () => {
    const ids = (await many(7)).toReversed();
    await core.store.cancel(ids[2] ?? 0, 'anonymous');
    const versions = await core.store.versions([...ids, 999]);
    expect(versions.map(({ status }) => status)).toEqual([
      ...ids.map((_, n) => (n === 2 ? 'cancelled' : 'queued')),
      '',
    ]);
    const some = await core.list.some('anonymous', ids);
    expect(some.map(({ task }) => task.id)).toEqual(ids);
  });

  it('are granted, renewed, kept and given back where they are', async () => {
    await many(6);
    const grants = await Promise.all(
      [0, 1, 2, 2, 1, 0].map((partition) => core.ledger.start(KIND, partition)),
    );
    const holders = grants.map((grant) => ({ id: grant?.task.id ?? 0, attempt: grant?.task.attempt ?? 0 }));
    expect(holders.map(({ id }) => id % PARTITIONS)).toEqual([0, 1, 2, 2, 1, 0]);
    const beats = holders.map((holder) => ({ ...holder, progress: 5, steps: [] }));
    const [second, ...others] = beats.slice(1);
    expect(
      await core.ledger.renew([...others, { id: second?.id ?? 0, attempt: 9, progress: 0, steps: [] }]),
    ).toEqual(['held', 'held', 'held', 'held', 'lost']);
    for (const holder of holders) expect(await core.ledger.release(holder)).toBe(true);
    expect(await core.ledger.start(KIND, 1)).toMatchObject({ task: { attempt: 2 } });
  });
});

describe('pages of three partitions', () => {
  it('are merged, the newest first', async () => {
    const ids = await many(10);
    expect(await walk(100)).toEqual(ids.toReversed());
    expect(await walk(3)).toEqual(ids.toReversed());
  });

  it('show each task once though all were created at the same time', async () => {
    await stopClock();
    const ids = await many(20);
    const seen = await walk(3);
    expect(seen.toSorted((a, b) => a - b)).toEqual(ids.toSorted((a, b) => a - b));
  });

  it('neither repeat nor skip one, though new ones arrive and old ones change in between', async () => {
    const ids = await many(25);
    const seen = await walk(4, async () => {
      await many(2);
      for (const partition of [0, 1, 2]) await core.ledger.start(KIND, partition);
    });
    expect(seen).toEqual(ids.toReversed());
  });

  it('show all of one partition that has more than a page', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const request = { resource: '/cars/7', verb: 'GET', header: '{}', body: '{}' };
      ids.push((await core.create({ request, shared: true })).task.id);
      await core.ledger.start(KIND, (ids[0] ?? 0) % PARTITIONS);
    }
    expect(new Set(ids.map((id) => id % PARTITIONS)).size).toBe(1);
    expect(await walk(2)).toEqual(ids.toReversed());
  });
});

describe('orders that race over three partitions', () => {
  /** Stores as other processes have them: they take turns from elsewhere. */
  const stores = (): readonly TaskStore[] => {
    const memory = new MemoryWatch(core.redis, core.settings, EventLogger.forProcess('test', 'silent'));
    return Array.from({ length: 4 }, () => new TaskStore(core.redis, core.settings, memory));
  };

  it('make one task of each key, whichever process takes them', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `key ${n}`);
    const orders = stores().flatMap((store) =>
      keys.map((idempotencyKey) => store.create({ ...core.plain, idempotencyKey })),
    );
    const made = await Promise.all(orders);
    expect(made.filter(({ outcome }) => outcome === 'created')).toHaveLength(keys.length);
    const partitions = new Set<number>();
    for (const [n, key] of keys.entries()) {
      const ids = made
        .filter((_, order) => order % keys.length === n)
        .map((one) => ('view' in one ? one.view.task.id : key));
      expect(new Set(ids).size).toBe(1);
      partitions.add(Number(ids[0]) % PARTITIONS);
    }
    expect(partitions.size).toBe(PARTITIONS);
    const conflict = { ...core.plain, idempotencyKey: 'key 1', input: '{"color":"Red"}' };
    expect(await Promise.all(stores().map((store) => store.create(conflict)))).toEqual(
      Array.from({ length: 4 }, () => ({ outcome: 'conflict' })),
    );
  });

  it('make one task of identical reads', async () => {
    const request = { resource: '/cars/7', verb: 'GET', header: '{}', body: '{}' };
    const made = await Promise.all(
      stores().map((store) => store.create({ ...core.plain, request, shared: true })),
    );
    expect(made.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(made.filter(({ outcome }) => outcome === 'known')).toHaveLength(3);
  });
});

describe('what counts and looks in each partition by itself', () => {
  it('is the sweep: what one lacks is found there, with its share of the slots', async () => {
    await many(3);
    const sweep = (partition: number): Promise<unknown> =>
      core.sweeper.sweep(
        'w',
        [{ kind: KIND, steps: ['a', 'b', 'c'], slots: 4, free: 0, depth: 0 }],
        partition,
      );
    await core.ledger.start(KIND, 1);
    const waiting = { waiting: 1, running: 0, lacking: 1, backlog: false };
    const left = { waiting: 0, running: 1, lacking: 1, backlog: false };
    // Each by itself: what one has found is on its way for a while, in which no other sweep of it finds anything.
    const found = [waiting, left, waiting].map((one, partition) =>
      eventually(async () => expect(await sweep(partition)).toEqual(new Map([[KIND, one]]))),
    );
    await Promise.all(found);
    const { tasks } = core.redis.keys.partition(2);
    expect(await core.redis.client.hget(`${tasks}:kind:${KIND}`, 'slots')).toBe('4');
  });

  it('are the estimates: about as many are ahead in all as there are in one, times the partitions', async () => {
    await many(9);
    const { around } = await core.create();
    expect(around).toMatchObject({ ahead: 3, aheadInAll: 9 });
  });
});

describe('limits of three partitions', () => {
  it('are shared out among them, rounded up', async () => {
    const limited = await openCore({ TASK_PARTITIONS: String(PARTITIONS), OPEN_TASKS_MAX: '4' });
    try {
      for (let n = 0; n < 2 * PARTITIONS; n += 1) await limited.create();
      expect(await limited.store.create(limited.plain)).toMatchObject({
        outcome: 'refused',
        limit: 'open',
        amount: 2,
      });
    } finally {
      await limited.close();
    }
  });
});
