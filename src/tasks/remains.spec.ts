import { array, assert, constantFrom, nat, property } from 'fast-check';
import { possibleRemains } from './remains.js';
import { freshSteps } from './steps.js';
import type { TaskStep } from './task-step.js';
import { aTask, around, CREATED_MS } from './task.fixture.spec-kit.js';

const PLAN = [
  { name: 'a', expectedMs: 4_000 },
  { name: 'b', expectedMs: 8_000 },
];
const inProgress = (name: string, startedAfterMs: number): TaskStep => ({
  name,
  status: 'in progress',
  attempts: 1,
  startedAfterMs,
  endedAfterMs: undefined,
});
const queued = aTask({ steps: freshSteps(['a', 'b']) });
const active = aTask({ status: 'active', steps: [inProgress('a', 0), ...freshSteps(['b'])] });
/** Small orders and large ones. */
const tookMs = new Map([
  ['a', [1_000, 10_000, 1_100, 10_100]],
  ['b', [2_000, 20_000, 2_200, 20_200]],
]);
const at = (ageMs: number): number => CREATED_MS + ageMs;

describe('what a task may still need', () => {
  it('is what was declared while nothing was observed', () => {
    expect(possibleRemains(queued, PLAN, around(), at(0))).toEqual([12_000]);
  });

  it('is a guess for a step that neither was declared nor observed', () => {
    expect(possibleRemains(aTask({ steps: freshSteps(['polish']) }), PLAN, around(), at(0))).toEqual([1_000]);
  });

  it('is what whole tasks took, so that what is large in one step is large in the others', () => {
    expect(possibleRemains(queued, PLAN, around({ tookMs }), at(0))).toEqual([3_000, 3_300, 30_000, 30_300]);
  });

  it('leaves out those in which the step at hand was over by now', () => {
    const [first = 0, ...others] = possibleRemains(active, PLAN, around({ tookMs }), at(5_000));
    expect(first).toBeGreaterThan(2_000);
    expect(others).toEqual(expect.arrayContaining([25_000, 25_300]));
  });

  it('goes on for the longer, the longer a step has taken than any before it', () => {
    const steps = [inProgress('b', 0)];
    const middle = (ageMs: number): number =>
      possibleRemains(aTask({ status: 'active', steps }), PLAN, around({ tookMs }), at(ageMs))[2] ?? 0;
    expect(middle(40_000)).toBeGreaterThan(5_000);
    expect(middle(40_000)).toBeLessThan(20_000);
    expect(middle(80_000)).toBeCloseTo(2 * middle(40_000));
  });

  it('has no further step of a task that is being undone', () => {
    const error = { type: '/problems/x', title: 'x', status: 500, detail: 'x' };
    const undone = aTask({ status: 'active', steps: freshSteps(['a', 'b']), error });
    expect(Math.max(...possibleRemains(undone, PLAN, around(), at(1_000)))).toBeLessThanOrEqual(1_000);
  });

  it('has the tasks ahead and those that run, spread over the slots', () => {
    const behind = (ahead: number, slots: number): readonly number[] =>
      possibleRemains(queued, PLAN, around({ ahead, workers: 2, slots }), at(0));
    expect(behind(14, 1)).toEqual([14 * 6_000 + 3_000 + 12_000]);
    expect(behind(14, 7)).toEqual([12_000 + 12_000 / 28 + 12_000]);
    expect(behind(3, 2)).toEqual([12_000]);
  });

  it('counts as though a worker came this moment while there is none', () => {
    expect(possibleRemains(queued, PLAN, around({ ahead: 2, workers: 0 }), at(60_000))).toEqual([
      24_000 + 6_000 + 12_000,
    ]);
  });

  it('is ascending, finite and never below nothing, and more with more tasks ahead', () => {
    const list = array(nat(1e8), { maxLength: 32 });
    const task = constantFrom(queued, active, aTask({ status: 'active', steps: [inProgress('b', 5)] }));
    assert(
      property(task, list, list, nat(1e6), nat(1e9), (task, a, b, ahead, ageMs) => {
        const tookMs = new Map([
          ['a', a],
          ['b', b],
        ]);
        const of = (more: number): readonly number[] =>
          possibleRemains(task, PLAN, around({ tookMs, ahead: ahead + more, workers: 3 }), at(ageMs));
        const values = of(0);
        expect(values.length).toBeGreaterThan(0);
        expect(values.every((ms) => Number.isFinite(ms) && ms >= 0)).toBe(true);
        expect(values).toEqual(values.toSorted((x, y) => x - y));
        const sum = (all: readonly number[]): number => all.reduce((total, ms) => total + ms, 0);
        expect(sum(of(1_000))).toBeGreaterThanOrEqual(sum(values));
      }),
    );
  });
});
