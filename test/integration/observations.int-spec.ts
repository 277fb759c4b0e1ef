import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TaskStep } from '../../src/tasks/index.js';
import { type Core, openCore } from '../support/core.js';
import { root } from '../support/root.js';

/** The rule by which bench/estimates.mjs replays what is kept here. */
const { remember } = (await import(pathToFileURL(join(root, 'bench/lib/window.mjs')).href)) as {
  readonly remember: (kept: readonly number[], durationMs: number) => readonly number[];
};

let core: Core;
beforeAll(async () => {
  core = await openCore();
});
afterAll(() => core.close());

const finished = (name: string, startedAfterMs: number, endedAfterMs: number): TaskStep => ({
  name,
  status: 'finished',
  attempts: 1,
  startedAfterMs,
  endedAfterMs,
});

/** Runs a task whose steps took this long; answers what estimates are made from then. */
async function observedAfter(...tookMs: readonly number[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const { task } = await core.create();
  await core.ledger.start('three-steps');
  let begunMs = 3;
  const steps = tookMs.map((ms, n) => finished(task.steps[n]?.name ?? '', begunMs, (begunMs += ms)));
  await core.ledger.finish({ ...task, attempt: 1 }, steps, { json: '{}', location: undefined });
  const next = await core.create();
  await core.store.cancel(next.task.id, 'anonymous');
  return next.around.tookMs;
}

/** As if the last task that was noted had ended longer ago. */
async function longAgo(): Promise<void> {
  await core.redis.client.hdel(`${core.redis.keys.tasks}:kind:three-steps`, 'observed');
}

describe('what is observed of tasks', () => {
  it('is what the steps of the last tasks took, newest first, as the simulation replays it', async () => {
    let expected: ReadonlyMap<string, readonly number[]> = new Map();
    for (let n = 1; n <= 40; n += 1) {
      const took = { a: n, b: 1_000 * n, c: 7 };
      expected = new Map(
        Object.entries(took).map(([step, ms]) => [step, remember(expected.get(step) ?? [], ms)]),
      );
      await longAgo();
      expect(await observedAfter(took.a, took.b, took.c)).toEqual(expected);
    }
    expect(expected.get('a')).toHaveLength(32);
  });

  it('leaves out tasks that failed, so that the durations of one task stay together', async () => {
    const { task, around } = await core.create();
    await core.ledger.start('three-steps');
    const steps = [finished('a', 0, 5_000), ...task.steps.slice(1)];
    await core.ledger.checkpoint({ id: task.id, attempt: 1 }, steps, { progress: 25 });
    const error = { type: '/problems/x', title: 'x', status: 500, detail: 'x' };
    await core.ledger.fail({ id: task.id, attempt: 1 }, steps, error);
    expect((await core.create()).around.tookMs).toEqual(around.tookMs);
  });
});
