import { type Core, openCore } from '../support/core.js';

let core: Core;
beforeEach(async () => {
  core = await openCore({ TASK_LEASE_SECONDS: '60' });
});
afterEach(() => core.close());

/** Makes tasks of clients, in this order; answers the clients by task id. */
async function line(clients: readonly string[]): Promise<Map<number, string>> {
  const made = new Map<number, string>();
  for (const client of clients) made.set((await core.create({ owner: client })).task.id, client);
  return made;
}

/** Starts as many tasks; answers their ids. */
async function take(count: number): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const grant = await core.ledger.start('three-steps');
    if (grant !== undefined) ids.push(grant.task.id);
  }
  return ids;
}

const many = (client: string, count: number): readonly string[] =>
  Array.from({ length: count }, () => client);

describe('waiting tasks', () => {
  it('of one client are taken in their order', async () => {
    const made = await line(many('a', 5));
    expect(await take(6)).toEqual([...made.keys()]);
  });

  it('of several clients are taken in turns, so that a long line holds up nobody but its own client', async () => {
    const made = await line([...many('flood', 100), 'b', 'c', 'b']);
    const taken = (await take(8)).map((id) => made.get(id) ?? '');
    expect(taken.slice(0, 3).toSorted()).toEqual(['b', 'c', 'flood']);
    expect(taken.slice(3, 5).toSorted()).toEqual(['b', 'flood']);
    expect(taken.slice(5)).toEqual(many('flood', 3));
  });

  it('of a client that always has one do not hold up a long line', async () => {
    await line(many('z-flood', 10));
    const taken: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const { task } = await core.create({ owner: 'a-quick' });
      const [id = 0] = await take(1);
      if (id !== task.id) taken.push(id);
      else await core.ledger.release({ id, attempt: 1 });
    }
    expect(taken.length).toBeGreaterThanOrEqual(4);
  });

  it('that are cancelled are taken no more, and leave nothing behind', async () => {
    const made = await line(['a', 'a', 'b']);
    const [first = 0, second = 0, third = 0] = made.keys();
    await core.store.cancel(first, 'a');
    expect((await take(3)).toSorted((a, b) => a - b)).toEqual([second, third]);
    const { client, keys } = core.redis;
    const left = await client.keys(`${keys.tasks}:*`);
    expect(left.filter((key) => /:waiting:/.test(key))).toEqual([]);
  });

  it('are told how many are taken before them', async () => {
    await line(many('flood', 50));
    const { around } = await core.create({ owner: 'b' });
    expect(around.ahead).toBe(1);
    const { around: last } = await core.create({ owner: 'flood' });
    expect(last.ahead).toBe(51);
  });

  it('of a client are counted until they have ended, however they do', async () => {
    const { client, keys } = core.redis;
    const count = (key: string): Promise<string | null> => client.hget(`${keys.tasks}:${key}`, 'open');
    const open = async (): Promise<unknown> => {
      const clients = ['a', 'b', 'at.somewhere'];
      const counts = await Promise.all(clients.map((name) => count(`client:${name}`)));
      return [await count('meta'), ...counts];
    };
    const made = await line(['a', 'a', 'b']);
    const { task } = await core.create({ client: 'at.somewhere' });
    expect(await open()).toEqual(['4', '2', '1', '1']);
    const [first = 0, second = 0] = made.keys();
    await core.store.cancel(first, 'a');
    await core.store.cancel(task.id, 'anonymous');
    await take(2);
    expect(await open()).toEqual(['2', '1', '1', null]);
    const found = await core.store.read(second, 'a');
    if (found.found !== 'task') throw new Error('it is gone');
    const end = { json: '{}', location: undefined };
    await core.ledger.finish(found.view.task, found.view.task.steps, end);
    expect(await open()).toEqual(['1', null, '1', null]);
  });
});
