import { estimateOf, etaSeconds, remainingMs } from './estimate.js';
import { freshSteps } from './steps.js';
import type { TaskStep } from './task-step.js';
import { aTask, around, CREATED_MS } from './task.fixture.spec-kit.js';

const PLAN = [
  { name: 'reserve_parts', expectedMs: 3_000 },
  { name: 'assemble', expectedMs: 6_000 },
  { name: 'paint', expectedMs: 3_000 },
];

const running = (startedAfterMs: number): TaskStep[] => [
  { name: 'reserve_parts', status: 'finished', attempts: 1, startedAfterMs: 0, endedAfterMs: startedAfterMs },
  { name: 'assemble', status: 'in progress', attempts: 1, startedAfterMs, endedAfterMs: undefined },
  ...freshSteps(['paint']),
];

describe('the time that remains of a task', () => {
  it('is what was declared while nothing was observed', () => {
    expect(remainingMs(aTask(), PLAN, around(), CREATED_MS)).toBe(12_000);
  });

  it('is the middle of what was observed lately, which outliers do not move', () => {
    const tookMs = new Map([['assemble', [100, 110, 90, 60_000, 105]]]);
    expect(remainingMs(aTask(), PLAN, around({ tookMs }), CREATED_MS)).toBe(6_105);
  });

  it('counts what the running step has spent', () => {
    const task = aTask({ status: 'active', steps: running(3_000) });
    expect(remainingMs(task, PLAN, around(), CREATED_MS + 5_000)).toBe(4_000 + 3_000);
  });

  it('is nothing once the task has ended', () => {
    expect(estimateOf(aTask({ status: 'finished' }), PLAN, around(), CREATED_MS)).toEqual({
      remainingMs: 0,
      waitSeconds: 0,
    });
  });
});

describe('the advice when to ask again', () => {
  const waitAfter = (ageMs: number, circumstances = around()): number =>
    estimateOf(aTask(), PLAN, circumstances, CREATED_MS + ageMs).waitSeconds;

  it('is the whole run for a task that was just accepted, also while there is no worker', () => {
    expect(waitAfter(0)).toBe(12);
    expect(waitAfter(100, around({ workers: 0 }))).toBe(12);
  });

  it('is at once for a quick task that was just accepted', () => {
    const quick = aTask({ steps: freshSteps(['read']) });
    const { waitSeconds } = estimateOf(quick, [{ name: 'read', expectedMs: 10 }], around(), CREATED_MS);
    expect(waitSeconds).toBe(0);
  });

  it('grows with the age of a quick task that never starts, so that nobody asks in a busy loop', () => {
    const quick = aTask({ steps: freshSteps(['read']) });
    const waits = [3_000, 60_000, 3_600_000, 604_800_000].map(
      (ageMs) =>
        estimateOf(quick, [{ name: 'read', expectedMs: 10 }], around({ workers: 0 }), CREATED_MS + ageMs)
          .waitSeconds,
    );
    expect(waits).toEqual([1, 2, 144, 3_600]);
  });

  it('grows with the queue ahead and shrinks with the slots', () => {
    const waits = [0, 10, 100].map((ahead) => waitAfter(5_000, around({ ahead, workers: 2, slots: 2 })));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(new Set(waits).size).toBe(3);
    expect(waitAfter(5_000, around({ ahead: 100, workers: 20, slots: 2 }))).toBeLessThan(waits[2] ?? 0);
  });
});

describe('whole seconds of eta', () => {
  it('are rounded up, and 0 exactly when the task has ended', () => {
    expect(etaSeconds(aTask({ status: 'active' }), 600_001)).toBe(601);
    expect(etaSeconds(aTask({ status: 'active' }), 0)).toBe(1);
    expect(etaSeconds(aTask({ status: 'failed' }), 0)).toBe(0);
  });
});
