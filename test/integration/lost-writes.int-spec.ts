import { once } from 'node:events';
import { Redis } from 'ioredis';
import { LeaseLostError } from '../../src/tasks/index.js';
import { TcpProxy } from '../chaos/tcp-proxy.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';
import { RedisServer } from '../support/redis-server.js';

/** More than a Redis may have lost; some times that are skipped, see opened.lua. */
const SKIPPED = 10_000;

describe('a Redis that is another server process than before', () => {
  let core: Core;

  beforeAll(async () => {
    core = await openCore();
  });
  afterAll(() => core.close());

  const meta = (): string => `${core.redis.keys.tasks}:meta`;
  /** What a process sees of a server that was started again: its connection breaks, and its name is new. */
  const restart = async (): Promise<void> => {
    await core.redis.client.hset(meta(), 'run', 'the process before');
    await reconnect();
  };
  const reconnect = async (): Promise<void> => {
    const ready = once(core.redis.client, 'ready');
    core.redis.client.disconnect(true);
    await ready;
  };
  /** Starts whichever task is to be started. */
  const begin = async (): Promise<{ readonly id: number; readonly attempt: number }> => {
    const grant = await core.ledger.start('three-steps');
    return { id: grant?.task.id ?? 0, attempt: grant?.task.attempt ?? 0 };
  };

  it('gives out no id and no attempt that it may have given out before', async () => {
    const before = (await core.create()).task.id;
    expect(await begin()).toEqual({ id: before, attempt: 1 });
    await restart();
    const after = (await core.create()).task.id;
    const skipped = after - before - 1;
    expect([skipped >= SKIPPED, skipped % SKIPPED]).toEqual([true, 0]);
    expect(await begin()).toEqual({ id: after, attempt: skipped + 1 });
  });

  it('skips to others when it is lost that it skipped', async () => {
    await core.create();
    const kept = await core.redis.client.dumpBuffer(meta());
    await restart();
    const first = (await core.create()).task.id;
    const second = async (): Promise<number> => Number((await core.redis.client.time())[0]);
    const then = await second();
    await eventually(async () => expect(await second()).toBeGreaterThan(then));
    await core.redis.client.restore(meta(), 0, kept, 'REPLACE');
    await restart();
    const lost = `${core.redis.keys.tasks}:task:${first}`;
    await core.redis.client.del(lost);
    expect((await core.create()).task.id).not.toBe(first);
  });

  it('gives no change of a task a version that another may have had', async () => {
    const { task } = await core.create();
    await begin();
    await restart();
    await core.store.cancel(task.id, 'anonymous');
    const lookup = await core.store.read(task.id, 'anonymous');
    expect(lookup.found === 'task' ? lookup.view.task.version : 0).toBeGreaterThan(SKIPPED);
  });

  it('lets no attempt from before write: what it builds on may be lost', async () => {
    const { id } = (await core.create()).task;
    const { attempt } = await begin();
    await restart();
    expect(await core.ledger.renew([{ id, attempt, progress: 0, steps: [] }])).toEqual(['lost']);
    await expect(core.ledger.release({ id, attempt })).resolves.toBe(false);
  });

  it('skips nothing when a connection was cut and the server is the same', async () => {
    const first = (await core.create()).task.id;
    await reconnect();
    expect((await core.create()).task.id).toBe(first + 1);
  });
});

describe('a Redis that has become another while a worker waits for its answer', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  let core: Core;

  beforeAll(async () => {
    server = await RedisServer.start();
    proxy = await TcpProxy.open(server.port);
    core = await openCore({ REDIS_URL: `redis://127.0.0.1:${proxy.port}`, TASK_LEASE_SECONDS: '60' });
  });
  afterAll(async () => {
    await core.close();
    await proxy.close();
    await server.remove();
  });

  /** As if another server with the same data had taken over. */
  const takeOver = async (): Promise<void> => {
    const plain = new Redis(server.url);
    await plain.hset(`${core.redis.keys.tasks}:meta`, 'run', 'the process before');
    plain.disconnect();
  };

  it('accepts nothing that was under way or waited: what it builds on may be lost', async () => {
    await core.create();
    const grant = await core.ledger.start('three-steps');
    if (grant === undefined) throw new Error('nothing is to be had');
    const { id, attempt, steps } = grant.task;
    const write = async (): Promise<unknown> =>
      core.ledger.checkpoint({ id, attempt }, steps, { progress: 1, result: { step: 'a', json: '1' } });
    proxy.freeze();
    const underWay = write();
    const sent = core.redis.client as Redis;
    await eventually(() => expect(sent.commandQueue.length).toBeGreaterThan(0));
    proxy.cut();
    await eventually(() => expect(sent.status).not.toBe('ready'));
    const waiting = write();
    await takeOver();
    proxy.thaw();
    proxy.cut();
    await expect(underWay).rejects.toThrow(LeaseLostError);
    await expect(waiting).rejects.toThrow(LeaseLostError);
  });
});
