import { Redis } from 'ioredis';
import type { Handed, Task } from '../../src/tasks/index.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

const KIND = 'three-steps';
const STEPS = ['a', 'b', 'c'];
const END = { json: '{}', location: undefined };

let core: Core;
let subscriber: Redis;
let heard: Handed[];

beforeEach(async () => {
  core = await openCore();
  heard = [];
  subscriber = new Redis(process.env['REDIS_URL'] ?? '');
  subscriber.on('smessage', (_channel: string, message: string) =>
    heard.push(...core.ledger.handed(message)),
  );
  await subscriber.ssubscribe(core.redis.keys.partition(0).grants(core.worker));
});
afterEach(async () => {
  subscriber.disconnect();
  await core.close();
});

/** The worker sweeps, and has so many slots free. */
const sweep = (free: number): Promise<unknown> =>
  core.sweeper.sweep(core.worker, [{ kind: KIND, steps: STEPS, slots: 4, free, depth: 0 }]);
/** Ids of what the worker was handed. */
const handed = (): readonly number[] => heard.map(({ grant }) => grant.task.id);
/** The first task that the worker was handed. */
function firstHeard(): Task {
  const [first] = heard;
  if (first === undefined) throw new Error('nothing was heard');
  return first.grant.task;
}

describe('a task that comes while a worker is idle', () => {
  it('is granted to it at once, as of a time by the worker’s own clock', async () => {
    const before = performance.now();
    await sweep(1);
    const after = performance.now();
    await core.create();
    await eventually(() => expect(handed()).toEqual([1]));
    const [{ grant, mark } = { grant: undefined, mark: '' }] = heard;
    expect(Number(mark)).toBeGreaterThanOrEqual(before);
    expect(Number(mark)).toBeLessThanOrEqual(after);
    expect(grant?.task).toMatchObject({
      status: 'active',
      attempt: 1,
      pickups: 1,
      version: 2,
      input: '{"color":"Blue"}',
    });
    expect(grant?.task.steps.map(({ status }) => status)).toEqual([
      'in progress',
      'not started',
      'not started',
    ]);
    expect(await core.ledger.start(KIND)).toBeUndefined();
  });

  it('is written to by it like any other', async () => {
    await sweep(1);
    await core.create();
    await eventually(() => expect(handed()).toEqual([1]));
    const task = firstHeard();
    await core.ledger.checkpoint(task, task.steps, { progress: 25, result: { step: 'a', json: '1' } });
    await core.ledger.finish(task, task.steps, END);
    const lookup = await core.store.read(1, 'anonymous');
    expect(lookup).toMatchObject({ view: { task: { status: 'finished', progress: 100 } } });
  });

  it('waits where all slots were given away, and so do those behind it', async () => {
    await sweep(2);
    await Promise.all(Array.from({ length: 4 }, () => core.create()));
    await eventually(() => expect(handed()).toEqual([1, 2]));
    await sweep(2);
    await core.create();
    expect((await core.ledger.start(KIND))?.task.id).toBe(3);
    expect(handed()).toEqual([1, 2]);
  });

  it('goes to a slot that an end has freed', async () => {
    await sweep(1);
    await core.create();
    await eventually(() => expect(handed()).toEqual([1]));
    const task = firstHeard();
    expect(await core.ledger.finish(task, task.steps, END, true)).toBeUndefined();
    await core.create();
    await eventually(() => expect(handed()).toEqual([1, 2]));
  });

  it('waits for others where the worker’s version has other steps', async () => {
    const other = { kind: KIND, steps: ['a', 'c'], slots: 4, free: 4, depth: 0 };
    await core.sweeper.sweep(core.worker, [other]);
    await core.create();
    expect((await core.ledger.start(KIND))?.task.id).toBe(1);
  });

  it('waits once the worker has left', async () => {
    await sweep(1);
    await core.sweeper.leave(core.worker, [KIND]);
    await core.create();
    expect((await core.ledger.start(KIND))?.task.id).toBe(1);
  });

  it('waits where nobody listens any more', async () => {
    await sweep(1);
    await subscriber.sunsubscribe();
    await core.create();
    expect((await core.ledger.start(KIND))?.task.id).toBe(1);
  });
});

it('a task that has to be on a replica first is handed to nobody', async () => {
  const durable = await openCore({ DURABILITY: 'replica', KEY_PREFIX: core.settings.keyPrefix });
  await sweep(1);
  await durable.create().catch(() => undefined);
  expect((await core.ledger.start(KIND))?.task.id).toBe(1);
  await durable.close();
});
