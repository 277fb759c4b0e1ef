import { existsSync } from 'node:fs';
import { eventually } from '../support/eventually.js';
import { Stack } from '../support/stack.js';
import type { TaskDocument } from '../support/task-document.js';

/** Debian's package libfaketime; on other processors its folder has another name. */
const LIBRARY = ['x86_64', 'aarch64']
  .map((processor) => `/usr/lib/${processor}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find((file) => existsSync(file));

/** What may lie between a change and the answer that shows it, and between the clocks of this machine. */
const SLACK_MS = 60_000;
const BUILD_SECONDS = 3;
const RETENTION_SECONDS = 3600;

const [here, hint] =
  LIBRARY === undefined ? [describe.skip, ' (not tested: libfaketime is not installed)'] : [describe, ''];

here(`processes whose clocks are hours apart${hint}`, () => {
  let stack: Stack;

  /** A process whose clock is off: by an offset as faketime writes it. */
  const off = (by: string): Record<string, string> => ({
    LD_PRELOAD: LIBRARY ?? '',
    FAKETIME: by,
    // Clocks of pods differ; how fast they go does not.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  });
  const expectNow = (time: string | null | undefined): void => {
    expect(Math.abs(Date.parse(time ?? '') - Date.now())).toBeLessThan(SLACK_MS);
  };

  beforeAll(async () => {
    stack = await Stack.open({
      env: {
        CAR_BUILD_SECONDS: String(BUILD_SECONDS),
        TASK_LEASE_SECONDS: '1',
        TASK_RETENTION_SECONDS: String(RETENTION_SECONDS),
      },
    });
  });
  afterAll(() => stack.close());

  it('keep leases, times, estimates and retention as Redis’ clock says', async () => {
    const [early, late] = [await stack.api(off('-9h')), await stack.api(off('+5h'))];
    const [first, second] = [await stack.worker(off('+26h')), await stack.worker(off('-3d'))];
    const clocks = [early, late, first, second].map(({ events }) => Number(events[0]?.['time']) - Date.now());
    expect(clocks.map((ms) => Math.round(ms / 3_600_000))).toEqual([-9, 5, 26, -72]);

    const location = await early.client.order();
    const { task, seen, answer } = await late.client.follow(location);
    expect(answer.status).toBe(201);
    for (const time of [task.created_at, task.started_at, task.finished_at]) expectNow(time);
    for (const step of task.steps) [step.started_at, step.finished_at].forEach(expectNow);
    for (const { eta } of seen) expect(eta).toBeLessThanOrEqual(BUILD_SECONDS);

    // A killed worker's lease ends for the other, whichever clock is ahead; nobody's ends before.
    for (const [killed, spared] of [
      [first, second],
      [second, undefined],
    ] as const) {
      const other = spared ?? (await stack.worker(off('+26h')));
      const orders = [await late.client.order(), await late.client.order(), await early.client.order()];
      for (const order of orders) await early.client.step(order, 'reserve_parts', 'in progress');
      await killed.kill();
      const ends = await Promise.all(orders.map((order) => early.client.follow(order)));
      expect(ends.map((end) => end.answer.status)).toEqual([201, 201, 201]);
      expect(other.find('task.lost')).toBeUndefined();
    }

    // Nothing is forgotten early or late: swept often, by the workers that are ahead and behind.
    const expiry = stack.key('tasks', 'expiry');
    const seconds = await stack.redis.zrange(expiry, '0', '-1');
    const kept = await Promise.all(seconds.map((second) => stack.redis.llen(`${expiry}:${second}`)));
    expect(kept.reduce((sum, count) => sum + count)).toBe(7);
    const ends = await stack.redis.zrange(expiry, '0', '-1', 'WITHSCORES');
    for (const ms of ends.filter((_, index) => index % 2 === 1).map(Number))
      expect(Math.abs(ms - Date.now() - RETENTION_SECONDS * 1000)).toBeLessThan(SLACK_MS);
    const { body } = await late.client.get(
      `/tasks?created_after=${new Date(Date.now() - SLACK_MS).toISOString()}`,
    );
    expect((body as TaskDocument[]).length).toBe(7);
    for (const second of seconds) await stack.redis.zadd(expiry, '0', second);
    await eventually(async () => expect((await early.client.get(location)).status).toBe(410));
  }, 180_000);
});
