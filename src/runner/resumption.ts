import type { Grant } from '../tasks/index.js';
import type { Resumption } from '../workflow/index.js';

/** What the engine goes on from, read from a granted task's record. */
export function resumptionOf({ task, checkpoints }: Grant): Resumption {
  const begun = task.steps.filter(({ status }) => status === 'finished' || status === 'in progress');
  return {
    taskId: task.id,
    uid: task.uid,
    input: JSON.parse(task.input) as unknown,
    results: new Map([...checkpoints].map(([step, json]) => [step, JSON.parse(json) as unknown])),
    failure: task.error,
    begun: begun.map(({ name }) => name),
    attempts: new Map(
      task.steps.filter(({ attempts }) => attempts > 0).map((step) => [step.name, step.attempts]),
    ),
  };
}
