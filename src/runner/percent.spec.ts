import { freshSteps, type TaskStep } from '../tasks/index.js';
import { percentDone } from './percent.js';

const weights = new Map([
  ['a', 3_000],
  ['b', 6_000],
  ['c', 3_000],
]);
const steps = (...statuses: TaskStep['status'][]): TaskStep[] =>
  freshSteps(['a', 'b', 'c']).map((step, index) => Object.assign({}, step, { status: statuses[index] }));

describe('percentDone', () => {
  it('counts each step by what it is expected to take', () => {
    expect(percentDone(steps('finished', 'in progress', 'not started'), weights, 0)).toBe(25);
    expect(percentDone(steps('finished', 'in progress', 'not started'), weights, 0.5)).toBe(50);
  });

  it('counts all the same where nothing takes any time', () => {
    expect(percentDone(steps('finished', 'in progress', 'not started'), new Map(), 0)).toBe(33);
  });

  it('shows 100 to nobody before the task is finished', () => {
    expect(percentDone(steps('finished', 'finished', 'in progress'), weights, 1)).toBe(99);
  });
});
