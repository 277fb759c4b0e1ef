import { anEstimate, aTask, aView } from '../../src/tasks/task.fixture.spec-kit.js';
import { taskResponse } from '../../src/tasks/http/task-response.js';
import { attempt, Notes, step } from '../../src/workflow/engine.spec-kit.js';
import { runAttempt, type StepContext } from '../../src/workflow/index.js';
import { haveSameHiddenClass } from '../support/hidden-class.js';

/** Of the objects that `make` makes when it is called twice, after it was called before, those that have a hidden class of their own. */
async function ownClasses(make: () => Promise<readonly object[]>): Promise<readonly object[]> {
  for (let n = 0; n < 1_000; n += 1) await make();
  const [first, second] = [await make(), await make()];
  return first.filter((one, index) => !haveSameHiddenClass(one, second[index] ?? {}));
}

describe('what is made for each request and each step has a hidden class in common', () => {
  it.each([
    ['an accepted task', { status: 'queued' }, true],
    ['a task that moves', { status: 'active' }, false],
    ['a finished task', { status: 'finished', location: '/cars/1', result: '{}' }, false],
  ] as const)('the headers about %s', async (_, changes, elsewhere) => {
    const place = { publicUrl: '', elsewhere, applied: elsewhere ? 'respond-async' : '' };
    const answer = async (): Promise<readonly object[]> => [
      taskResponse(aView(aTask(changes)), anEstimate(5), place, 1_000).headers,
    ];
    expect(await ownClasses(answer)).toEqual([]);
  });

  it('the contexts of steps', async () => {
    const contexts = async (): Promise<readonly object[]> => {
      const seen: StepContext<unknown, unknown>[] = [];
      const steps = ['a', 'b', 'c'].map((name) => step(name, (context) => seen.push(context)));
      await runAttempt(attempt(new Notes(), steps));
      return seen;
    };
    expect(await ownClasses(contexts)).toEqual([]);
  });

  it('and one that each has for itself is found', async () => {
    const withAccessor = async (): Promise<readonly object[]> => {
      const n = Math.random();
      return [
        {
          get n() {
            return n;
          },
        },
      ];
    };
    const added = async (): Promise<readonly object[]> => {
      const [some, others] = [{ a: '1', b: '2' }, { c: '3' }];
      return [Object.assign({ ...some, ...others }, { d: '4' })];
    };
    expect(await ownClasses(withAccessor)).toHaveLength(1);
    expect(await ownClasses(added)).toHaveLength(1);
  });
});
