import { anEstimate, aTask, aView } from '../../src/tasks/task.fixture.spec-kit.js';
import { taskResponse } from '../../src/tasks/http/task-response.js';
import { decodeSteps, stampedSteps } from '../../src/tasks/steps.js';
import { taskScript } from '../../src/tasks/task-script.js';
import { attempt, Notes, step } from '../../src/workflow/engine.spec-kit.js';
import { runAttempt, type StepContext } from '../../src/workflow/index.js';
import { haveSameHiddenClass } from '../support/hidden-class.js';

/** Of the objects that `make` makes when it is called twice, after it was called before, those that have a hidden class of their own. */
async function ownClasses(make: () => Promise<readonly object[]>): Promise<readonly object[]> {
  for (let n = 0; n < 1_000; n += 1) await make();
  const [first, second] = [await make(), await make()];
  return first.filter((one, index) => !haveSameHiddenClass(one, second[index] ?? {}));
}

/** Whether arrays come to have another hidden class than the first, made so often that V8 has surely optimized what makes them. */
function comesToDiffer(make: () => readonly (readonly object[])[], first: readonly object[]): boolean {
  for (let n = 0; n < 200_000; n += 1) {
    if (make().some((made) => !haveSameHiddenClass(made, first))) return true;
  }
  return false;
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

  it('scripts, whether or not their calls are commands of their own', () => {
    expect(taskScript('list').alone).toBe(true);
    expect(haveSameHiddenClass(taskScript('list'), taskScript('read'))).toBe(true);
  });

  it('arrays of steps, read or stamped, before V8 has optimized what makes them and after', () => {
    const text = 'reserve_parts:f:1:5:40,assemble:i:1:40:';
    const first = decodeSteps(text);
    expect(comesToDiffer(() => [decodeSteps(text), stampedSteps(first, 50)], first)).toBe(false);
    expect(comesToDiffer(() => [first.map((step) => ({ ...step }))], first)).toBe(true);
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
    expect(await ownClasses(withAccessor)).toHaveLength(1);
  });
});
