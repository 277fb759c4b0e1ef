import { EVERYONE, subscriberRedis } from '../../src/platform/redis/index.js';
import { RedisSubscriber } from '../../src/platform/redis/redis.subscriber.js';
import { EventLogger } from '../../src/platform/logging/index.js';
import { type TaskChange, TaskEvents } from '../../src/tasks/index.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

let core: Core;
let subscriber: RedisSubscriber;
let events: TaskEvents;

beforeAll(async () => {
  core = await openCore({ TASK_LEASE_SECONDS: '60' });
  const log = EventLogger.forProcess('test', 'silent');
  subscriber = new RedisSubscriber(subscriberRedis(core.settings, 'test'), core.settings, log);
  events = new TaskEvents(subscriber, core.redis, core.store, log);
  subscriber.onModuleInit();
  events.onModuleInit();
  await eventually(async () => (await events.watch('anonymous', 1, () => undefined))());
});
afterAll(async () => {
  events.onApplicationShutdown();
  subscriber.onApplicationShutdown();
  await core.close();
});

/** Ends every connection for messages of this file, so that it must be made anew. */
async function cut(): Promise<void> {
  const list = String(await core.redis.client.call('CLIENT', 'LIST'));
  const own = list.split('\n').filter((line) => line.includes(`name=${core.settings.keyPrefix}-test-events`));
  for (const line of own)
    await core.redis.client.call('CLIENT', 'KILL', 'ID', /id=(\d+)/.exec(line)?.[1] ?? '');
}

describe('who watches a task', () => {
  it('hears of each of its changes, in order, and of no other task’s', async () => {
    const { task } = await core.create();
    await core.create();
    const heard: TaskChange[] = [];
    const end = await events.watch('anonymous', task.id, (change) => heard.push(change));
    for (let n = 0; n < 2; n += 1) await core.ledger.start('three-steps');
    await core.store.cancel(task.id, 'anonymous');
    await eventually(() => expect(heard).toHaveLength(2));
    expect(heard).toEqual([
      { id: task.id, version: 2, ended: false },
      { id: task.id, version: 3, ended: false },
    ]);
    end();
  });

  it('hears of what it missed after its connection was cut', async () => {
    const { task } = await core.create();
    const heard: TaskChange[] = [];
    const end = await events.watch('anonymous', task.id, (change) => heard.push(change));
    await cut();
    await core.store.cancel(task.id, 'anonymous');
    await eventually(() => expect(heard).toContainEqual({ id: task.id, version: 2, ended: true }));
    end();
  });

  it('shares a channel with others, and leaves it when the last one ends', async () => {
    const { task } = await core.create();
    const channel = core.redis.keys.ofTask(task.id).changes('anonymous', task.id);
    const listeners = async (): Promise<unknown> =>
      (await core.redis.client.pubsub('SHARDNUMSUB', channel))[1];
    const ends = await Promise.all([1, 2].map(() => events.watch('anonymous', task.id, () => undefined)));
    expect(await listeners()).toBe(1);
    ends[0]?.();
    const heard: TaskChange[] = [];
    const again = await events.watch('anonymous', task.id, (change) => heard.push(change));
    ends[1]?.();
    await core.ledger.start('three-steps');
    await eventually(() => expect(heard).toHaveLength(1));
    again();
    await eventually(async () => expect(await listeners()).toBe(0));
  });
});

describe('who watches all tasks of an owner', () => {
  it('hears of theirs alone, whatever signs the owner’s name has', async () => {
    const heard: number[] = [];
    const end = await events.watchAll(
      'a*[b]?',
      ({ id }) => heard.push(id),
      () => undefined,
    );
    const { task: other } = await core.create({ owner: 'abb]x' });
    const { task: own } = await core.create({ owner: 'a*[b]?' });
    await eventually(() => expect(heard).toContain(own.id));
    expect(heard).not.toContain(other.id);
    end();
  });

  it('hears of everyone’s where it sees all, on one channel and no pattern', async () => {
    const heard: number[] = [];
    const end = await events.watchAll(
      EVERYONE,
      ({ id }) => heard.push(id),
      () => undefined,
    );
    const made = [await core.create({ owner: 'ann' }), await core.create({ owner: 'bob' })];
    await eventually(() => expect(heard).toEqual(made.map(({ task }) => task.id)));
    expect(
      await core.redis.client.pubsub('SHARDNUMSUB', core.redis.keys.partition(0).allChanges(EVERYONE)),
    ).toContain(1);
    expect(await core.redis.client.pubsub('NUMPAT')).toBe(0);
    end();
  });
});
