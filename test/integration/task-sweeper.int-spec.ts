import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';
import type { TaskView } from '../../src/tasks/index.js';

let core: Core;
beforeEach(async () => {
  core = await openCore({ TASK_LEASE_SECONDS: '1', TASK_RETENTION_SECONDS: '1' });
});
afterEach(() => core.close());

/** What a sweep finds lacking. */
const lackingOf = async (worker: string, depth: number): Promise<number> => {
  const found = await core.sweeper.sweep(worker, [
    { kind: 'three-steps', steps: ['a', 'b', 'c'], slots: 10, free: 0, depth },
  ]);
  return found.get('three-steps')?.lacking ?? -1;
};
const OTHERS = Array.from({ length: 20 }, (_, n) => `other ${n}`);
/** The same, where many others sweep as well. */
const lacking = async (depth: number): Promise<number> => {
  await Promise.all(OTHERS.map((other) => lackingOf(other, 1_000_000)));
  return lackingOf('w', depth);
};
const lackingAtLast = async (count: number, depth: number): Promise<void> =>
  eventually(async () => expect(await lacking(depth)).toBe(count));
const start = async (): Promise<number | undefined> => (await core.ledger.start('three-steps'))?.task.id;
const many = (count: number): Promise<readonly TaskView[]> =>
  Promise.all(Array.from({ length: count }, () => core.create()));

describe('a running task whose worker is gone', () => {
  it('lacks a delivery once its lease is over, which one of many sweeps makes', async () => {
    await core.create();
    await start();
    expect(await lacking(0)).toBe(0);
    const sweeps = await eventually(async () => {
      const all = await Promise.all([lacking(0), lacking(0), lacking(0)]);
      expect(all).not.toEqual([0, 0, 0]);
      return all;
    });
    expect(sweeps.toSorted()).toEqual([0, 0, 1]);
  });

  it('goes on before those that wait, the longest left first', async () => {
    const [first, second, third] = (await many(3)).map(({ task }) => task.id);
    expect([await start(), await start()]).toEqual([first, second]);
    await lackingAtLast(3, 0);
    expect([await start(), await start(), await start()]).toEqual([first, second, third]);
  });

  it('is delivered again when that delivery is lost too', async () => {
    await core.create();
    await start();
    for (let loss = 0; loss < 2; loss += 1) await lackingAtLast(1, 0);
  });

  it('counts though somebody has deleted the record of one that waits', async () => {
    const [deleted] = await many(2);
    const { id = 0 } = deleted?.task ?? {};
    await core.redis.client.del(`${core.redis.keys.ofTask(id).tasks}:task:${id}`);
    await lackingAtLast(2, 0);
  });

  it('lacks no more than its queue does, though nobody serves it for long', async () => {
    await many(3);
    for (let n = 0; n < 3; n += 1) await start();
    await lackingAtLast(2, 1);
    const before = Date.now();
    await eventually(async () => {
      expect(await lacking(3)).toBe(0);
      expect(Date.now()).toBeGreaterThan(before + 2_500);
    });
  });
});

describe('a waiting task', () => {
  it('lacks a delivery when its queue is empty, but not as soon as it has come', async () => {
    await core.create();
    expect(await lacking(0)).toBe(0);
    await lackingAtLast(1, 0);
  });

  it('is left alone while the queue is merely deep', async () => {
    await core.create();
    await lackingAtLast(1, 0);
    const before = Date.now();
    await eventually(() => expect(Date.now()).toBeGreaterThan(before + 1_500));
    expect(await lacking(100_000)).toBe(0);
  });

  it('lacks as many as the queue has fewer jobs, whoever it is of', async () => {
    await many(3);
    await lackingAtLast(2, 1);
    await many(9);
    await lackingAtLast(11, 1);
  });
});

describe('a backlog', () => {
  it('is none where there is a worker for each, also for those that sweep in one command', async () => {
    await many(2);
    const sweep = (worker: string, depth: number): ReturnType<Core['sweeper']['sweep']> =>
      core.sweeper.sweep(worker, [
        { kind: 'three-steps', steps: ['a', 'b', 'c'], slots: 16, free: 0, depth },
      ]);
    const [, second] = await Promise.all([sweep('one', 2), sweep('two', 0)]);
    expect(second.get('three-steps')).toMatchObject({ lacking: 0, backlog: false });
  });

  it('lacks a delivery for each worker there is, at once', async () => {
    await many(20);
    expect(await lackingOf('one', 0)).toBe(1);
    expect(await lackingOf('two', 2)).toBe(0);
    await eventually(async () => expect(await lackingOf('three', 1)).toBe(2));
  });

  it('is delivered up to that, and each worker told its share of the rest', async () => {
    await lackingOf('one', 0);
    await lackingOf('two', 0);
    const orders = Array.from({ length: 8 }, () => core.store.create(core.plain));
    const delivered = (await Promise.all(orders)).filter((one) => one.outcome === 'created' && one.deliver);
    expect(delivered).toHaveLength(2);
    const grants = [await core.ledger.start('three-steps'), await core.ledger.start('three-steps')];
    expect(grants.map((grant) => grant?.share)).toEqual([4, 3]);
  });

  it('counts what workers left with the share of whoever goes on with it', async () => {
    await many(5);
    for (let n = 0; n < 5; n += 1) await start();
    const { client, keys } = core.redis;
    const left = (): Promise<number> =>
      client.zcount(`${keys.tasks}:due:three-steps`, '-inf', `(${Date.now()}`);
    await eventually(async () => expect(await left()).toBe(5));
    expect(await core.ledger.start('three-steps')).toMatchObject({ task: { attempt: 2 }, share: 4 });
  });
});

describe('a task whose retention is over', () => {
  it('is gone with its places in lists, and its owner is told that it was there', async () => {
    const { task } = await core.create();
    await start();
    const end = { json: '{}', location: undefined };
    await core.ledger.finish({ ...task, attempt: 1 }, task.steps, end);
    await eventually(async () => {
      await core.sweeper.expire();
      expect(await core.store.read(task.id, 'anonymous')).toEqual({ found: 'expired' });
    });
    expect(await core.store.read(task.id, 'somebody else')).toEqual({ found: 'none' });
    const all = { statuses: [], verbs: [], resource: undefined };
    expect(await core.list.page('anonymous', all, 20, undefined)).toEqual({ views: [], next: undefined });
    const { client, keys } = core.redis;
    for (const name of ['list:*', 'ids:*', 'expiry*'])
      expect(await client.keys(`${keys.tasks}:${name}`)).toEqual([]);
    expect(await client.pttl(`${keys.tasks}:task:${task.id}`)).toBeGreaterThan(0);
  });
});
