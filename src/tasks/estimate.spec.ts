import { etaSeconds, expectedMs, remainingMs, waitSeconds } from './estimate.js';
import { freshSteps, type TaskStep } from './steps.js';
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

describe('what is expected of a step', () => {
  it('is what was declared while nothing was observed', () => {
    expect(expectedMs('assemble', PLAN, around())).toBe(6_000);
  });

  it('is the middle of what was observed lately, which outliers do not move', () => {
    const tookMs = new Map([['assemble', [100, 110, 90, 60_000, 105]]]);
    expect(expectedMs('assemble', PLAN, around({ tookMs }))).toBe(105);
  });

  it('is a guess for a step that neither was declared nor observed', () => {
    expect(expectedMs('polish', PLAN, around())).toBe(1_000);
  });
});

describe('the time that remains of a task', () => {
  it('is all its steps while it is queued and nobody is ahead', () => {
    expect(remainingMs(aTask(), PLAN, around(), CREATED_MS)).toBe(12_000);
  });

  it('grows with the tasks ahead and shrinks with the workers', () => {
    const ahead = { ahead: 14, workers: 2 };
    expect(remainingMs(aTask(), PLAN, around({ ...ahead, slots: 1 }), CREATED_MS)).toBe(7 * 12_000 + 12_000);
    expect(remainingMs(aTask(), PLAN, around({ ...ahead, slots: 7 }), CREATED_MS)).toBe(12_000 + 12_000);
  });

  it('is finite where there are no workers', () => {
    expect(remainingMs(aTask(), PLAN, around({ ahead: 2, workers: 0 }), CREATED_MS)).toBe(36_000);
  });

  it('counts what the running step has spent', () => {
    const task = aTask({ status: 'active', steps: running(3_000) });
    expect(remainingMs(task, PLAN, around(), CREATED_MS + 5_000)).toBe(4_000 + 3_000);
  });

  it('grows slowly, never below nothing, when a step takes longer than expected', () => {
    const task = aTask({ status: 'active', steps: running(0) });
    expect(remainingMs(task, PLAN, around(), CREATED_MS + 20_000)).toBe(5_000 + 3_000);
  });

  it('expects no further step of a task that is being undone', () => {
    const error = { type: '/problems/x', title: 'x', status: 500, detail: 'x' };
    const task = aTask({ status: 'active', steps: freshSteps(['reserve_parts']), error });
    expect(remainingMs(task, PLAN, around(), CREATED_MS)).toBe(0);
  });

  it('is nothing once the task has ended', () => {
    expect(remainingMs(aTask({ status: 'finished' }), PLAN, around(), CREATED_MS)).toBe(0);
  });
});

describe('whole seconds', () => {
  it.each([
    [0, 0],
    [499, 0],
    [500, 1],
    [600_000, 600],
    [600_001, 601],
  ])('of Wait for %i ms are %i', (ms, seconds) => {
    expect(waitSeconds(ms)).toBe(seconds);
  });

  it('of eta are 0 exactly when the task has ended', () => {
    expect(etaSeconds(aTask({ status: 'active' }), 0)).toBe(1);
    expect(etaSeconds(aTask({ status: 'failed' }), 0)).toBe(0);
  });
});
