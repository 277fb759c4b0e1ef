import { freshSteps, type Task, type TaskStep } from '../tasks/index.js';
import { aTask } from '../tasks/task.fixture.spec-kit.js';
import { fittedSteps } from './fitted-steps.js';

const begun = (name: string, attempts = 1): TaskStep => ({
  name,
  status: 'in progress',
  attempts,
  startedAfterMs: 7,
  endedAfterMs: undefined,
});
const finished = (name: string): TaskStep => ({ ...begun(name), status: 'finished', endedAfterMs: 9 });
const granted = (...steps: TaskStep[]): Task => aTask({ status: 'active', attempt: 1, steps });

describe('the steps of a record, for the version that goes on with it', () => {
  it('are its own where they are those of the workflow', () => {
    const task = granted(finished('a'), begun('b', 2), ...freshSteps(['c']));
    expect(fittedSteps(task, ['a', 'b', 'c'])).toBe(task.steps);
  });

  it.each([
    ['a step that was added at the end', ['a', 'c'], ['a', 'c', 'd']],
    ['a step that was taken away', ['a', 'b', 'c'], ['a', 'c']],
    ['a step of another name', ['a', 'b'], ['a', 'x']],
    ['another order', ['a', 'b'], ['b', 'a']],
  ])('are those of both for the newer, and none for the older version: %s', (_, recorded, planned) => {
    const [first = '', ...rest] = recorded;
    const steps = fittedSteps(granted(begun(first), ...freshSteps(rest)), planned);
    const added = planned.length > recorded.length;
    expect(steps?.map(({ name }) => name)).toEqual(added ? planned : undefined);
  });

  it('have an added step where the workflow has it, after what was finished', () => {
    const task = granted(finished('a'), begun('b', 2), ...freshSteps(['d']));
    expect(fittedSteps(task, ['a', 'b', 'c', 'd'])).toEqual([
      finished('a'),
      begun('b', 2),
      ...freshSteps(['c', 'd']),
    ]);
  });

  it('begin with an added first step where nothing was done yet', () => {
    const task = granted(begun('b'), ...freshSteps(['c']));
    expect(fittedSteps(task, ['a', 'b', 'c'])).toEqual([begun('a'), ...freshSteps(['b', 'c'])]);
  });

  it('are none where a step that comes after an added one has been begun before', () => {
    expect(fittedSteps(granted(begun('b', 2)), ['a', 'b'])).toBeUndefined();
    expect(fittedSteps(granted(finished('b'), begun('c')), ['a', 'b', 'c'])).toBeUndefined();
  });

  it('stay as they are for a task that is being undone', () => {
    const error = { type: '/problems/x', title: 'x', status: 500, detail: 'x' };
    const task = { ...granted(finished('a'), begun('b')), error };
    expect(fittedSteps(task, ['a', 'b', 'c'])).toBe(task.steps);
    expect(fittedSteps(task, ['a'])).toBeUndefined();
  });
});
