import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

/** What becomes of orders of these clients, one after the other: how each was refused, or that it was not. */
async function orders(core: Core, clients: readonly string[]): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (const owner of clients) {
    const created = await core.store.create({ ...core.plain, owner });
    outcomes.push(created.outcome === 'refused' ? created.limit : created.outcome);
  }
  return outcomes;
}

describe('a limit', () => {
  let core: Core;
  const open = async (env: Record<string, string>): Promise<Core> => {
    core = await openCore(env);
    return core;
  };
  afterEach(() => core.close());

  it('of open tasks refuses more until one has ended', async () => {
    await open({ OPEN_TASKS_MAX: '2' });
    expect(await orders(core, ['a', 'b', 'c'])).toEqual(['created', 'created', 'open']);
    await core.ledger.start('three-steps');
    expect(await orders(core, ['c'])).toEqual(['open']);
    await core.store.cancel(2, 'b');
    expect(await orders(core, ['c'])).toEqual(['created']);
  });

  it('of waiting tasks refuses more until one has begun', async () => {
    await open({ WAITING_TASKS_MAX: '2' });
    expect(await orders(core, ['a', 'b', 'c'])).toEqual(['created', 'created', 'waiting']);
    await core.ledger.start('three-steps');
    expect(await orders(core, ['c'])).toEqual(['created']);
  });

  it('of a client’s open tasks refuses that client alone', async () => {
    await open({ OPEN_TASKS_MAX_PER_CLIENT: '2' });
    expect(await orders(core, ['a', 'a', 'a', 'b'])).toEqual(['created', 'created', 'own', 'created']);
  });

  it('of a client’s rate lets a burst through, then says when the next one is let in', async () => {
    await open({ TASK_RATE_PER_CLIENT: '5', TASK_BURST_PER_CLIENT: '3' });
    expect(await orders(core, ['a', 'a', 'a'])).toEqual(['created', 'created', 'created']);
    const refused = await core.store.create({ ...core.plain, owner: 'a' });
    expect(refused).toMatchObject({ outcome: 'refused', limit: 'rate' });
    const { amount: pauseMs } = refused as { readonly amount: number };
    expect(pauseMs).toBeGreaterThan(0);
    expect(pauseMs).toBeLessThanOrEqual(200);
    expect(await orders(core, ['b'])).toEqual(['created']);
    await eventually(async () => expect(await orders(core, ['a'])).toEqual(['created']));
  });

  it('of a client’s rate forgets what was kept by a clock that was set back', async () => {
    await open({ TASK_RATE_PER_CLIENT: '5', TASK_BURST_PER_CLIENT: '3' });
    const anHourAhead = (Date.now() + 3_600_000) * 1_000;
    await core.redis.client.set(`${core.redis.keys.tasks}:rate:a`, anHourAhead);
    expect(await orders(core, ['a', 'a', 'a', 'a'])).toEqual(['created', 'created', 'created', 'rate']);
  });

  it('refuses no repeated key and no read that joins another', async () => {
    await open({ OPEN_TASKS_MAX: '2', TASK_RATE_PER_CLIENT: '1', TASK_BURST_PER_CLIENT: '2' });
    const keyed = { ...core.plain, idempotencyKey: 'k' };
    const read = { ...core.plain, request: { ...core.plain.request, verb: 'GET' }, shared: true };
    expect((await core.store.create(keyed)).outcome).toBe('created');
    expect((await core.store.create(read)).outcome).toBe('created');
    for (const order of [keyed, read]) expect((await core.store.create(order)).outcome).toBe('known');
  });
});
