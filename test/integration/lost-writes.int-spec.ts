import { once } from 'node:events';
import { type Core, openCore } from '../support/core.js';

/** More than a Redis may have lost; see opened.lua. */
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
    expect(after).toBe(before + 1 + SKIPPED);
    expect(await begin()).toEqual({ id: after, attempt: SKIPPED + 1 });
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
