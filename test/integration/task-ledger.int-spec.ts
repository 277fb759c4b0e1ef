import { LeaseLostError, type Grant, type TaskStep } from '../../src/tasks/index.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

let core: Core;
beforeEach(async () => {
  core = await openCore({ TASK_LEASE_SECONDS: '1' });
});
afterEach(() => core.close());

const finish = (grant: Grant, json = '{"car_id":1}'): Promise<Grant | undefined> =>
  core.ledger.finish(grant.task, grant.task.steps, {
    json,
    location: '/cars/1',
  });

describe('starting a task', () => {
  it('grants it once, with its first step begun by the clock of Redis', async () => {
    const { task } = await core.create();
    const grant = await core.granted();
    expect(grant.task).toMatchObject({ status: 'active', attempt: 1, pickups: 1, input: '{"color":"Blue"}' });
    expect(grant.task.steps[0]).toMatchObject({ name: 'a', status: 'in progress', attempts: 1 });
    expect(grant.task.startedMs).toBeGreaterThanOrEqual(task.createdMs);
    expect(await core.ledger.start('three-steps')).toBeUndefined();
  });

  it('grants it to one of many that ask at once', async () => {
    const { task } = await core.create();
    const answers = await Promise.all(Array.from({ length: 20 }, () => core.ledger.start('three-steps')));
    expect(answers.filter((grant) => grant !== undefined).map((grant) => grant.task.id)).toEqual([task.id]);
  });

  it('passes over what somebody has deleted', async () => {
    const deleted = (await core.create()).task;
    const { task } = await core.create();
    await core.redis.client.del(`${core.redis.keys.ofTask(deleted.id).tasks}:task:${deleted.id}`);
    const answers = await Promise.all([1, 2].map(() => core.ledger.start('three-steps')));
    expect(answers.map((grant) => grant?.task.id).filter((id) => id !== undefined)).toEqual([task.id]);
  });

  it('takes no time where it was created by a clock that was set back since', async () => {
    const { task } = await core.create();
    const { tasks } = core.redis.keys.ofTask(task.id);
    const inAnHour = (Date.now() + 3_600_000) * 1_000;
    await core.redis.client.hset(`${tasks}:task:${task.id}`, 'c', inAnHour);
    expect((await core.granted()).ageMs).toBe(0);
  });

  it('grants nothing when nothing is left to do', async () => {
    expect(await core.ledger.start('three-steps')).toBeUndefined();
  });

  it('grants it anew, as the next attempt, once the lease is over', async () => {
    const { task } = await core.create();
    await core.granted();
    const second = await eventually(() => core.granted());
    expect(second.task).toMatchObject({ id: task.id, attempt: 2, pickups: 2 });
    expect(second.task.steps[0]).toMatchObject({ status: 'in progress', attempts: 2 });
  });
});

describe('the fence', () => {
  it('refuses every write of an attempt that another has followed', async () => {
    const { task } = await core.create();
    const first = await core.granted();
    const second = await eventually(() => core.granted());
    const before = await core.read(task.id);
    const old = { id: task.id, attempt: first.task.attempt };
    const { steps } = first.task;
    await expect(core.ledger.checkpoint(old, steps, { progress: 50 })).rejects.toThrow(LeaseLostError);
    await expect(finish(first)).rejects.toThrow(LeaseLostError);
    const error = { type: '/problems/x', title: 'x', status: 500, detail: 'x' };
    await expect(core.ledger.fail(old, steps, error)).rejects.toThrow(LeaseLostError);
    const late = { ...old, progress: 0, steps };
    const beats = [late, { ...late, attempt: second.task.attempt }];
    expect(await core.ledger.renew(beats)).toEqual(['lost', 'held']);
    expect(await core.read(task.id)).toEqual(before);
    await finish(second);
    expect(await core.read(task.id)).toMatchObject({ status: 'finished' });
  });

  it('refuses the writes of an attempt whose lease is over, though nobody followed', async () => {
    const { task } = await core.create();
    const grant = await core.granted();
    const holder = { id: task.id, attempt: 1 };
    await eventually(async () => {
      const now = Number((await core.redis.client.time())[0]) * 1000;
      expect(now).toBeGreaterThan((grant.task.startedMs ?? 0) + 2_000);
    });
    await expect(core.ledger.checkpoint(holder, grant.task.steps, { progress: 1 })).rejects.toThrow(
      LeaseLostError,
    );
  });

  it('ends a task once, and bears that the same attempt says so again', async () => {
    const { task } = await core.create();
    const grant = await core.granted();
    await finish(grant, '{"car_id":1}');
    const before = await core.read(task.id);
    await core.create();
    // Sent twice, as when the connection broke before the answer came. Of the next task nothing is known then.
    expect(await finish(grant, '{"car_id":2}')).toBeUndefined();
    expect(await core.read(task.id)).toEqual(before);
    const error = { type: '/problems/x', title: 'x', status: 500, detail: 'x' };
    await expect(core.ledger.fail(grant.task, grant.task.steps, error)).rejects.toThrow(LeaseLostError);
    await expect(finish({ ...grant, task: { ...grant.task, attempt: 2 } })).rejects.toThrow(LeaseLostError);
  });
});

describe('a checkpoint', () => {
  it('keeps the result for the next attempt, resets the pickups and answers the times it wrote', async () => {
    const { task } = await core.create();
    const [first, ...others] = (await core.granted()).task.steps;
    if (first === undefined) throw new Error('a task without steps');
    const done: TaskStep[] = [{ ...first, status: 'finished', endedAfterMs: 'now' }, ...others];
    const holder = { id: task.id, attempt: 1 };
    const kept = await core.ledger.checkpoint(holder, done, {
      progress: 25,
      result: { step: 'a', json: '[1]' },
    });
    expect(typeof kept[0]?.endedAfterMs).toBe('number');
    await core.ledger.release(holder);
    const next = await core.granted();
    expect(next.checkpoints).toEqual(new Map([['a', '[1]']]));
    expect(next.task).toMatchObject({ attempt: 2, pickups: 1, progress: 25 });
    expect(next.task.steps.map(({ status }) => status)).toEqual(['finished', 'in progress', 'not started']);
  });

  it('never lets progress fall', async () => {
    const { task } = await core.create();
    const { steps } = (await core.granted()).task;
    const holder = { id: task.id, attempt: 1 };
    await core.ledger.renew([{ ...holder, progress: 60, steps }]);
    await core.ledger.checkpoint(holder, steps, { progress: 30 });
    expect((await core.read(task.id)).progress).toBe(60);
  });
});

describe('a heartbeat', () => {
  const steps = async (id: number): Promise<readonly string[]> =>
    (await core.read(id)).steps.map(({ status, attempts }) => `${status} ${attempts}`);

  it('that comes after the checkpoint which followed it takes nothing back', async () => {
    const { task } = await core.create();
    const { steps: begun } = (await core.granted()).task;
    const holder = { id: task.id, attempt: 1 };
    const [a, b, ...others] = begun;
    if (a === undefined || b === undefined) throw new Error('a task without steps');
    const next: TaskStep = { ...b, status: 'in progress', attempts: 1, startedAfterMs: 'now' };
    const done: TaskStep[] = [{ ...a, status: 'finished', endedAfterMs: 'now' }, next, ...others];
    await core.ledger.checkpoint(holder, done, { progress: 25 });
    const kept = await steps(task.id);
    expect(await core.ledger.renew([{ ...holder, progress: 10, steps: begun }])).toEqual(['held']);
    expect(await steps(task.id)).toEqual(kept);
    expect(kept).toEqual(['finished 1', 'in progress 1', 'not started 0']);
  });

  it('tells how often the step in progress was tried, never less than before', async () => {
    const { task } = await core.create();
    const [a, ...others] = (await core.granted()).task.steps;
    if (a === undefined) throw new Error('a task without steps');
    const holder = { id: task.id, attempt: 1 };
    for (const attempts of [3, 2]) {
      await core.ledger.renew([{ ...holder, progress: 0, steps: [{ ...a, attempts }, ...others] }]);
    }
    expect(await steps(task.id)).toEqual(['in progress 3', 'not started 0', 'not started 0']);
  });
});

describe('taking a grant back', () => {
  it('lets the next worker start at once and counts no pickup', async () => {
    const { task } = await core.create();
    await core.granted();
    expect(await core.ledger.release({ id: task.id, attempt: 1 })).toBe(true);
    expect((await core.granted()).task).toMatchObject({ attempt: 2, pickups: 1 });
  });

  it('counts no pickup either when the lease was over, or others have followed, however often it is said', async () => {
    const { task } = await core.create();
    await core.granted();
    await eventually(() => core.granted());
    const third = await eventually(() => core.granted());
    expect(third.task.pickups).toBe(3);
    for (const attempt of [1, 1, 2]) expect(await core.ledger.release({ id: task.id, attempt })).toBe(false);
    expect(await core.read(task.id)).toMatchObject({ attempt: 3, pickups: 1 });
    expect((await eventually(() => core.granted())).task).toMatchObject({ attempt: 4, pickups: 2 });
  });

  it('changes nothing once a checkpoint has counted anew', async () => {
    const { task } = await core.create();
    await core.granted();
    const { steps } = (await eventually(() => core.granted())).task;
    await core.ledger.checkpoint({ id: task.id, attempt: 2 }, steps, { progress: 1 });
    expect(await core.ledger.release({ id: task.id, attempt: 1 })).toBe(false);
    expect((await core.read(task.id)).pickups).toBe(1);
  });
});

describe('giving back what was not begun', () => {
  it('lets the next worker start at once, and counts neither a pickup nor a try', async () => {
    const { task } = await core.create();
    await core.granted();
    const before = await core.read(task.id);
    expect(await core.ledger.giveBack({ id: task.id, attempt: 1 })).toBe(true);
    expect((await core.read(task.id)).version).toBe(before.version + 1);
    const again = await core.granted();
    expect(again.task).toMatchObject({ attempt: 2, pickups: 1 });
    expect(again.task.steps[0]).toMatchObject({ status: 'in progress', attempts: 1 });
    expect(await core.ledger.giveBack({ id: task.id, attempt: 1 })).toBe(false);
  });
});

describe('the end of a task', () => {
  it('takes its checkpoints and its place among the due', async () => {
    const { task } = await core.create();
    const grant = await core.granted();
    const holder = { id: task.id, attempt: 1 };
    await core.ledger.checkpoint(holder, grant.task.steps, { progress: 1, result: { step: 'a', json: '1' } });
    await finish(grant);
    const { client, keys } = core.redis;
    expect(await client.hkeys(`${keys.tasks}:task:${task.id}`)).not.toContain(':0');
    expect(await client.zscore(`${keys.tasks}:due:three-steps`, String(task.id))).toBeNull();
    expect(await core.read(task.id)).toMatchObject({
      status: 'finished',
      progress: 100,
      location: '/cars/1',
    });
  });
});
