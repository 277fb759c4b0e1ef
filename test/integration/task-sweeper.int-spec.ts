import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

let core: Core;
beforeEach(async () => {
  core = await openCore({ TASK_LEASE_SECONDS: '1', TASK_RETENTION_SECONDS: '1' });
});
afterEach(() => core.close());

const sweep = async (depth: number): Promise<readonly { id: number; delivery: number }[]> =>
  (await core.sweeper.sweep('w', [{ kind: 'three-steps', slots: 10, depth }])).redeliveries;

describe('a running task whose worker is gone', () => {
  it('is claimed once its lease is over, by one of many sweeps', async () => {
    const { task } = await core.create();
    await core.ledger.start(task.id, 'three-steps');
    expect(await sweep(0)).toEqual([]);
    const claims = await eventually(async () => {
      const all = (await Promise.all([sweep(0), sweep(0), sweep(0)])).flat();
      expect(all).not.toEqual([]);
      return all;
    });
    expect(claims).toEqual([{ id: task.id, kind: 'three-steps', delivery: 2 }]);
  });

  it('is claimed again when that delivery is lost too', async () => {
    const { task } = await core.create();
    await core.ledger.start(task.id, 'three-steps');
    for (const delivery of [2, 3]) {
      await eventually(async () => expect(await sweep(0)).toMatchObject([{ id: task.id, delivery }]));
    }
  });
});

describe('a waiting task', () => {
  it('is claimed when its queue is empty', async () => {
    const { task } = await core.create();
    await eventually(async () => expect(await sweep(0)).toMatchObject([{ id: task.id }]));
  });

  it('is left alone while the queue is merely deep', async () => {
    const first = await core.create();
    await eventually(async () => expect(await sweep(0)).toMatchObject([{ id: first.task.id }]));
    const before = Date.now();
    await eventually(() => expect(Date.now()).toBeGreaterThan(before + 1_500));
    expect(await sweep(100_000)).toEqual([]);
  });

  it('is claimed for each delivery that its queue lacks, the oldest first', async () => {
    const ids: number[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await core.create()).task.id);
    const claimed = await eventually(async () => {
      const found = await sweep(1);
      expect(found).not.toEqual([]);
      return found;
    });
    expect(claimed.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(await sweep(3)).toEqual([]);
  });
});

describe('a task whose retention is over', () => {
  it('is gone with its places in lists, and its owner is told that it was there', async () => {
    const { task } = await core.create();
    const start = await core.ledger.start(task.id, 'three-steps');
    if (start.answer !== 'granted') throw new Error('not granted');
    const { steps } = start.grant.task;
    const end = { json: '{}', location: undefined };
    await core.ledger.finish({ id: task.id, attempt: 1 }, steps, end);
    await eventually(async () => {
      await core.sweeper.expire();
      expect(await core.store.read(task.id, 'anonymous')).toEqual({ found: 'expired' });
    });
    expect(await core.store.read(task.id, 'somebody else')).toEqual({ found: 'none' });
    const all = { statuses: [], verbs: [], resource: undefined };
    expect(await core.list.page('anonymous', all, 20, undefined)).toEqual({ views: [], next: undefined });
    const { client, keys } = core.redis;
    expect(await client.keys(`${keys.tasks}:list:*`)).toEqual([]);
    expect(await client.pttl(`${keys.tasks}:task:${task.id}`)).toBeGreaterThan(0);
  });
});
