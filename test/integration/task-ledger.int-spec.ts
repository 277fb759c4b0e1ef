import { LeaseLostError, type Grant, type Task, type TaskStep } from '../../src/tasks/index.js';
import { type Core, openCore } from '../support/core.js';
import { eventually } from '../support/eventually.js';

let core: Core;
beforeAll(async () => {
  core = await openCore({ TASK_LEASE_SECONDS: '1' });
});
afterAll(() => core.close());

async function granted(id: number): Promise<Grant> {
  const start = await core.ledger.start(id, 'three-steps');
  if (start.answer !== 'granted') throw new Error(`not granted: ${start.answer}`);
  return start.grant;
}

async function read(id: number): Promise<Task> {
  const lookup = await core.store.read(id, 'anonymous');
  if (lookup.found !== 'task') throw new Error(`not found: ${lookup.found}`);
  return lookup.view.task;
}

const finish = (grant: Grant, json = '{"car_id":1}'): Promise<void> =>
  core.ledger.finish({ id: grant.task.id, attempt: grant.task.attempt }, grant.task.steps, {
    json,
    location: '/cars/1',
  });

describe('starting a task', () => {
  it('grants it once, with its first step begun by the clock of Redis', async () => {
    const { task } = await core.create();
    const grant = await granted(task.id);
    expect(grant.task).toMatchObject({ status: 'active', attempt: 1, pickups: 1, input: '{"color":"Blue"}' });
    expect(grant.task.steps[0]).toMatchObject({ name: 'a', status: 'in progress', attempts: 1 });
    expect(grant.task.startedMs).toBeGreaterThanOrEqual(task.createdMs);
    expect(await core.ledger.start(task.id, 'three-steps')).toEqual({ answer: 'busy' });
  });

  it('grants it to one of many that ask at once', async () => {
    const { task } = await core.create();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => core.ledger.start(task.id, 'three-steps')),
    );
    expect(answers.filter(({ answer }) => answer === 'granted')).toHaveLength(1);
  });

  it('says that a task which never was has ended', async () => {
    expect(await core.ledger.start(999_999, 'three-steps')).toEqual({ answer: 'ended' });
  });

  it('grants it anew, as the next attempt, once the lease is over', async () => {
    const { task } = await core.create();
    await granted(task.id);
    const second = await eventually(() => granted(task.id));
    expect(second.task).toMatchObject({ attempt: 2, pickups: 2 });
    expect(second.task.steps[0]).toMatchObject({ status: 'in progress', attempts: 2 });
  });
});

describe('the fence', () => {
  it('refuses every write of an attempt that another has followed', async () => {
    const { task } = await core.create();
    const first = await granted(task.id);
    const second = await eventually(() => granted(task.id));
    const before = await read(task.id);
    const old = { id: task.id, attempt: first.task.attempt };
    const { steps } = first.task;
    await expect(core.ledger.checkpoint(old, steps, { progress: 50 })).rejects.toThrow(LeaseLostError);
    await expect(finish(first)).rejects.toThrow(LeaseLostError);
    const error = { type: '/problems/x', title: 'x', status: 500, detail: 'x' };
    await expect(core.ledger.fail(old, steps, error)).rejects.toThrow(LeaseLostError);
    const renewed = await core.ledger.renew([{ ...old, progress: 90, steps }]);
    expect(renewed.lost).toEqual(new Set([task.id]));
    expect(await core.ledger.release(old)).toBe(0);
    expect(await read(task.id)).toEqual(before);
    await finish(second);
    expect(await read(task.id)).toMatchObject({ status: 'finished' });
  });

  it('refuses the writes of an attempt whose lease is over, though nobody followed', async () => {
    const { task } = await core.create();
    const grant = await granted(task.id);
    const holder = { id: task.id, attempt: 1 };
    await eventually(async () => {
      const now = Number((await core.redis.client.time())[0]) * 1000;
      expect(now).toBeGreaterThan((grant.task.startedMs ?? 0) + 2_000);
    });
    await expect(core.ledger.checkpoint(holder, grant.task.steps, { progress: 1 })).rejects.toThrow(
      LeaseLostError,
    );
  });

  it('refuses to end a task twice', async () => {
    const { task } = await core.create();
    const grant = await granted(task.id);
    await finish(grant, '{"car_id":1}');
    await expect(finish(grant, '{"car_id":2}')).rejects.toThrow(LeaseLostError);
    expect((await read(task.id)).result).toBe('{"car_id":1}');
  });
});

describe('a checkpoint', () => {
  it('keeps the result for the next attempt, resets the pickups and answers the times it wrote', async () => {
    const { task } = await core.create();
    const [first, ...others] = (await granted(task.id)).task.steps;
    if (first === undefined) throw new Error('a task without steps');
    const done: TaskStep[] = [{ ...first, status: 'finished', endedAfterMs: 'now' }, ...others];
    const holder = { id: task.id, attempt: 1 };
    const kept = await core.ledger.checkpoint(holder, done, {
      progress: 25,
      result: { step: 'a', json: '[1]' },
    });
    expect(typeof kept[0]?.endedAfterMs).toBe('number');
    await core.ledger.release(holder);
    const next = await granted(task.id);
    expect(next.checkpoints).toEqual(new Map([['a', '[1]']]));
    expect(next.task).toMatchObject({ attempt: 2, pickups: 1, progress: 25 });
    expect(next.task.steps.map(({ status }) => status)).toEqual(['finished', 'in progress', 'not started']);
  });

  it('never lets progress fall', async () => {
    const { task } = await core.create();
    const { steps } = (await granted(task.id)).task;
    const holder = { id: task.id, attempt: 1 };
    await core.ledger.renew([{ ...holder, progress: 60, steps }]);
    await core.ledger.checkpoint(holder, steps, { progress: 30 });
    expect((await read(task.id)).progress).toBe(60);
  });
});

describe('releasing a task', () => {
  it('lets the next worker start at once and counts no pickup', async () => {
    const { task } = await core.create();
    await granted(task.id);
    expect(await core.ledger.release({ id: task.id, attempt: 1 })).toBe(2);
    expect((await granted(task.id)).task).toMatchObject({ attempt: 2, pickups: 1 });
  });
});

describe('the end of a task', () => {
  it('takes its checkpoints and its place among the due', async () => {
    const { task } = await core.create();
    const grant = await granted(task.id);
    const holder = { id: task.id, attempt: 1 };
    await core.ledger.checkpoint(holder, grant.task.steps, { progress: 1, result: { step: 'a', json: '1' } });
    await finish(grant);
    const { client, keys } = core.redis;
    expect(await client.hkeys(`${keys.tasks}:task:${task.id}`)).not.toContain('done:a');
    expect(await client.zscore(`${keys.tasks}:due`, String(task.id))).toBeNull();
    expect(await read(task.id)).toMatchObject({ status: 'finished', progress: 100, location: '/cars/1' });
  });
});
