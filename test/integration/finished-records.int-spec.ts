import type { Task } from '../../src/tasks/index.js';
import { type Core, openCore } from '../support/core.js';
import { wentStraight } from '../support/straight.js';

let core: Core;
beforeEach(async () => {
  core = await openCore();
});
afterEach(() => core.close());

describe('what is kept of a task that went straight to its end', () => {
  const END = { json: '{"car_id":7,"color":"Blue","id":1}', location: '/cars/7' };

  it('is neither the names of its steps nor what its result repeats, and is read whole', async () => {
    await core.create();
    const { task } = await core.granted();
    await core.ledger.finish(task, wentStraight(task, [1_000, 75]), END);
    const record = await core.redis.client.hgetall(`${core.redis.keys.tasks}:task:${task.id}`);
    expect(record['s']).toMatch(/ =1:1000,75$/);
    expect(record).toMatchObject({ x: '{"car_id":7,\u0002,"id":1}', n: '7' });
    expect(Object.keys(record).toSorted().join('')).toBe('cfinsx');
    const ended = await core.read(task.id);
    expect(ended).toMatchObject({ progress: 100, result: END.json, location: END.location });
    const [a, b, c] = ended.steps;
    const began = (ended.startedMs ?? 0) - ended.createdMs;
    expect(ended.steps.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(a).toMatchObject({ status: 'finished', startedAfterMs: began, endedAfterMs: began + 1_000 });
    expect(b).toMatchObject({ startedAfterMs: began + 1_000, endedAfterMs: began + 1_075 });
    expect(c).toMatchObject({ endedAfterMs: (ended.endedMs ?? 0) - ended.createdMs });
  });

  it('says for each version of a kind which steps it had, to whoever reads one, a page or some of them', async () => {
    const { task: of3 } = await core.create();
    const { task: of2 } = await core.create({ steps: ['b', 'd'] });
    for (const _ of [of3, of2]) {
      const { task } = await core.granted();
      await core.ledger.finish(task, wentStraight(task), END);
    }
    const names = ({ steps }: Task): string => steps.map(({ name }) => name).join();
    expect([names(await core.read(of3.id)), names(await core.read(of2.id))]).toEqual(['a,b,c', 'b,d']);
    const page = await core.list.page(
      'anonymous',
      { statuses: [], verbs: [], resource: undefined },
      9,
      undefined,
    );
    expect(page.views.map(({ task }) => names(task))).toEqual(['b,d', 'a,b,c']);
    const some = await core.list.some('anonymous', [of3.id, of2.id]);
    expect(some.map(({ task }) => names(task))).toEqual(['a,b,c', 'b,d']);
    expect(await core.store.cancel(of3.id, 'anonymous')).toMatchObject({
      view: { task: { steps: (await core.read(of3.id)).steps } },
    });
  });
});
