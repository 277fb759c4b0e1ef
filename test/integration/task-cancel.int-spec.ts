import { CANCELLED, GivenUpError, type Grant, type Task, type TaskError } from '../../src/tasks/index.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

let core: Core;
beforeEach(async () => {
  core = await openCore({ TASK_LEASE_SECONDS: '1', TASK_RETENTION_SECONDS: '1' });
});
afterEach(() => core.close());

const short: TaskError = { type: '/problems/parts-short', title: 'Short', status: 409, detail: 'No wheels.' };

async function cancelled(id: number, owner = 'anonymous'): Promise<Task> {
  const lookup = await core.store.cancel(id, owner);
  if (lookup.found !== 'task') throw new Error(`not found: ${lookup.found}`);
  return lookup.view.task;
}

const finish = ({ task }: Grant): Promise<Grant | undefined> =>
  core.ledger.finish(task, task.steps, {
    json: '{}',
    location: undefined,
  });

describe('a cancel of a queued task', () => {
  it('ends it, once, and takes it out of everything that would begin it', async () => {
    const { task } = await core.create();
    const ended = await cancelled(task.id);
    expect(ended).toMatchObject({ status: 'cancelled', error: CANCELLED, cancelAsked: true, version: 2 });
    expect(await cancelled(task.id)).toEqual(ended);
    expect(await core.ledger.start('three-steps')).toBeUndefined();
    const waiting = await core.redis.client.zcard(`${core.redis.keys.tasks}:waiting:three-steps`);
    expect(waiting).toBe(0);
  });

  it('is forgotten with its places in lists once its retention is over', async () => {
    const { task } = await core.create();
    await cancelled(task.id);
    await eventually(async () => {
      await core.sweeper.expire();
      expect(await core.store.read(task.id, 'anonymous')).toEqual({ found: 'expired' });
    });
    const page = await core.list.page(
      'anonymous',
      { statuses: [], verbs: [], resource: undefined },
      100,
      undefined,
    );
    expect(page.views.map(({ task: { id } }) => id)).not.toContain(task.id);
    expect(await core.store.cancel(task.id, 'anonymous')).toEqual({ found: 'expired' });
  });

  it('does nothing to another owner’s', async () => {
    const { task } = await core.create();
    expect(await core.store.cancel(task.id, 'somebody-else')).toEqual({ found: 'none' });
    expect((await core.granted()).task.error).toBeUndefined();
  });
});

describe('a cancel of an active task', () => {
  it('wins against every write that goes on, and against a failure', async () => {
    const { task } = await core.create();
    const grant = await core.granted();
    expect(await cancelled(task.id)).toMatchObject({ status: 'active', error: CANCELLED });
    const holder = { id: task.id, attempt: 1 };
    const { steps } = grant.task;
    const result = { step: 'a', json: '1' };
    await expect(core.ledger.checkpoint(holder, steps, { progress: 1, result })).rejects.toThrow(
      GivenUpError,
    );
    await expect(core.ledger.checkpoint(holder, steps, { progress: 1, error: short })).rejects.toThrow(
      GivenUpError,
    );
    await expect(core.ledger.fail(holder, steps, short)).rejects.toThrow(GivenUpError);
    await expect(finish(grant)).rejects.toThrow(GivenUpError);
    await core.ledger.checkpoint(holder, steps, { progress: 1 });
    await core.ledger.fail(holder, steps, CANCELLED);
    expect(await cancelled(task.id)).toMatchObject({ status: 'cancelled', error: CANCELLED });
  });

  it('is told by the heartbeat', async () => {
    const { task } = await core.create();
    const { steps } = (await core.granted()).task;
    await cancelled(task.id);
    const beat = { id: task.id, attempt: 1, progress: 0, steps };
    expect(await core.ledger.renew([beat])).toEqual([CANCELLED]);
  });

  it('is told to workers that listen', async () => {
    const { task } = await core.create();
    await core.granted();
    const heard: string[] = [];
    const listener = core.redis.another('test');
    await listener.ssubscribe(core.redis.keys.partition(0).cancels);
    listener.on('smessage', (_channel: string, id: string) => heard.push(id));
    await cancelled(task.id);
    await eventually(() => expect(heard).toEqual([String(task.id)]));
    listener.disconnect();
  });

  it('is what the next attempt begins with when the worker died', async () => {
    const { task } = await core.create();
    await core.granted();
    await cancelled(task.id);
    const next = await eventually(() => core.granted());
    expect(next.task).toMatchObject({ attempt: 2, error: CANCELLED });
    expect(next.task.steps.map(({ status }) => status)).toEqual([
      'in progress',
      'not started',
      'not started',
    ]);
  });

  it('loses against a finish and a failure that came first, and leaves them as they are', async () => {
    for (const end of ['finished', 'failed'] as const) {
      const { task } = await core.create();
      const grant = await core.granted();
      if (end === 'finished') await finish(grant);
      else await core.ledger.fail({ id: task.id, attempt: 1 }, grant.task.steps, short);
      const { version, cancelAsked, status } = await cancelled(task.id);
      expect([version, cancelAsked, status]).toEqual([3, true, end]);
    }
  });

  it('does not stop the undo of a failure', async () => {
    const { task } = await core.create();
    const { steps } = (await core.granted()).task;
    const holder = { id: task.id, attempt: 1 };
    await core.ledger.checkpoint(holder, steps, { progress: 1, error: short });
    expect(await cancelled(task.id)).toMatchObject({ status: 'active', error: short });
    // The same write sent twice, after a connection was cut.
    await core.ledger.checkpoint(holder, steps, { progress: 1, error: short });
    await core.ledger.fail(holder, steps, short);
    expect(await cancelled(task.id)).toMatchObject({ status: 'failed', error: short });
  });
});
