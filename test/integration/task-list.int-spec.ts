import type { TaskFilter } from '../../src/tasks/task.list.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

let core: Core;
beforeEach(async () => {
  core = await openCore();
});
afterEach(() => core.close());

const all: TaskFilter = { statuses: [], verbs: [], resource: undefined };

const ids = async (filter: TaskFilter, limit = 100): Promise<readonly number[]> =>
  (await core.list.page('anonymous', filter, limit, undefined)).views.map(({ task }) => task.id);

/** Ids of all pages with a filter, each of so many tasks. */
async function walked(filter: TaskFilter, limit: number): Promise<readonly number[]> {
  const seen: number[] = [];
  let before: number | undefined;
  do {
    const page = await core.list.page('anonymous', filter, limit, before);
    seen.push(...page.views.map(({ task }) => task.id));
    before = page.next;
  } while (before !== undefined);
  return seen;
}

/** When a task was made, as a page's cursor has it. */
async function createdMicros(id: number): Promise<number> {
  return Number(await core.redis.client.hget(`${core.redis.keys.tasks}:task:${id}`, 'c'));
}

async function mixed(): Promise<void> {
  const read = { resource: '/cars/7', verb: 'GET', header: '{}', body: '{}' };
  for (let n = 1; n <= 8; n += 1) await core.create(n % 2 === 0 ? { request: read } : {});
  for (let n = 1; n <= 4; n += 1) await core.ledger.start('three-steps');
}

describe('a page of tasks', () => {
  it('shows the newest first', async () => {
    await mixed();
    expect(await ids(all)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it.each<[string, Partial<TaskFilter>, number[]]>([
    ['one status', { statuses: ['active'] }, [4, 3, 2, 1]],
    ['several statuses', { statuses: ['active', 'queued'] }, [8, 7, 6, 5, 4, 3, 2, 1]],
    ['a verb', { verbs: ['GET'] }, [8, 6, 4, 2]],
    ['a resource', { resource: '/cars/7' }, [8, 6, 4, 2]],
    ['all of them', { statuses: ['queued'], verbs: ['POST'], resource: '/cars/' }, [7, 5]],
    ['what nothing matches', { statuses: ['failed'] }, []],
  ])('is filtered by %s', async (_what, filter, expected) => {
    await mixed();
    expect(await ids({ ...all, ...filter })).toEqual(expected);
  });

  it('tells how many are taken before each that waits, however clients and what was cancelled stand in the line', async () => {
    for (let n = 1; n <= 30; n += 1)
      await core.create({ client: n % 3 === 0 ? `client-${n % 4}` : 'anonymous' });
    for (const id of [4, 11, 12, 25]) await core.store.cancel(id, 'anonymous');
    await core.ledger.start('three-steps');
    const line = await core.redis.client.zrange(`${core.redis.keys.tasks}:waiting:three-steps`, '0', '-1');
    expect(line).toHaveLength(25);
    for (const limit of [1, 2, 7, 100]) {
      const { views } = await core.list.page('anonymous', { ...all, statuses: ['queued'] }, limit, undefined);
      expect(views.map(({ around }) => around.ahead)).toEqual(
        views.map(({ task }) => line.indexOf(String(task.id))),
      );
    }
  });

  it('is bounded by times of creation, both exclusive, to the millisecond that tasks show', async () => {
    const times: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { createdMs } = (await core.create()).task;
      times.push(createdMs);
      await eventually(async () => {
        const [seconds, micros] = await core.redis.client.time();
        expect(Number(seconds) * 1000 + Number(micros) / 1000).toBeGreaterThan(createdMs + 1);
      });
    }
    const [first = 0, , third = 0, , fifth = 0] = times;
    expect(await ids({ ...all, createdAfterMs: third })).toEqual([5, 4]);
    expect(await ids({ ...all, createdBeforeMs: third })).toEqual([2, 1]);
    expect(await ids({ ...all, createdAfterMs: first, createdBeforeMs: fifth })).toEqual([4, 3, 2]);
    expect(await ids({ ...all, createdAfterMs: fifth })).toEqual([]);
    const page = await core.list.page('anonymous', { ...all, createdAfterMs: first }, 2, undefined);
    const next = await core.list.page('anonymous', { ...all, createdAfterMs: first }, 2, page.next);
    expect([page, next].map(({ views }) => views.map(({ task }) => task.id))).toEqual([
      [5, 4],
      [3, 2],
    ]);
    expect(next.next).toBeUndefined();
  });

  it('shows nothing of another owner', async () => {
    await core.create({ owner: 'somebody-else' });
    expect(await ids(all)).toEqual([]);
  });
});

describe('walking the pages', () => {
  it('shows each task of a list of many chunks once, between any two times', async () => {
    const made = await Promise.all(Array.from({ length: 300 }, () => core.create()));
    const newest = made.map(({ task }) => task.id).toSorted((a, b) => b - a);
    const places = await Promise.all(newest.map((id) => createdMicros(id)));
    for (const id of newest.slice(20, 200)) await core.store.cancel(id, 'anonymous');
    const queued = { ...all, statuses: ['queued' as const] };
    const expected = [...newest.slice(0, 20), ...newest.slice(200)];
    expect(await walked(queued, 7)).toEqual(expected);
    expect(await walked(all, 60)).toEqual(newest);
    for (const place of [0, 1, 19, 20, 100, 200, 255, 299]) {
      const page = await core.list.page('anonymous', queued, 5, places[place]);
      const older = expected.filter((id) => newest.indexOf(id) > place);
      expect(page.views.map(({ task }) => task.id)).toEqual(older.slice(0, 5));
    }
  });

  it('neither repeats nor skips a task, though new ones arrive and old ones change in between', async () => {
    for (let n = 1; n <= 25; n += 1) await core.create();
    const seen: number[] = [];
    let before: number | undefined;
    do {
      const page = await core.list.page('anonymous', all, 4, before);
      seen.push(...page.views.map(({ task }) => task.id));
      before = page.next;
      await core.create();
      for (let n = 0; n < 2; n += 1) await core.ledger.start('three-steps');
    } while (before !== undefined);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index));
  });
});
