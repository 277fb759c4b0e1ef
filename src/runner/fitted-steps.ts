import { freshSteps, type Task, type TaskStep } from '../tasks/index.js';

/**
 * The steps by which this version goes on with a granted task: those of its record, and where the record is of an older
 * version, with the steps that were added since. Undefined when this version can't: the record has a step that it does
 * not know, or has begun one that comes after an added one.
 *
 * `planned`: the names of this version's steps, in order.
 */
export function fittedSteps(task: Task, planned: readonly string[]): readonly TaskStep[] | undefined {
  // The rule; all else is for while versions change.
  if (isSameOrder(task.steps, planned)) return task.steps;
  const recorded = new Map(task.steps.map((step) => [step.name, step]));
  const known = planned.filter((name) => recorded.has(name));
  if (known.join() !== [...recorded.keys()].join()) return undefined;
  // Undoing takes back what was begun, and begins nothing.
  if (task.error !== undefined) return task.steps;

  const marked = task.steps.find(isMarkedOnly);
  const steps = freshSteps(planned).map((fresh) => {
    const step = recorded.get(fresh.name);
    return step === undefined || step === marked ? fresh : step;
  });
  const next = steps.findIndex(({ status }) => status === 'not started');
  if (steps.slice(next).some(({ status }) => status !== 'not started')) return undefined;
  if (marked === undefined) return steps;
  const begun = { ...marked, name: steps[next]?.name ?? marked.name };
  return steps.with(next, begun);
}

function isSameOrder(steps: readonly TaskStep[], planned: readonly string[]): boolean {
  return steps.length === planned.length && steps.every(({ name }, index) => name === planned[index]);
}

/** True for a step that nothing but the grant at hand has begun: start.lua marked it, and it may not be the next one. */
function isMarkedOnly({ status, attempts }: TaskStep): boolean {
  return status === 'in progress' && attempts === 1;
}
