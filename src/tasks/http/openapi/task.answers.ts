import { type AnswerSpec, type Draft, exampleRef, type Json } from '../../../platform/openapi/index.js';
import { definedProblems, type ProblemType } from '../../../platform/problems/index.js';
import { linksToMade, representations, type ResourceHandler, resourceHandlers } from './representations.js';
import { OF_TASK, WHILE_MOVING } from './task.headers.js';
import { TASK } from './task.schemas.js';
import { type TaskExample, taskExamples } from './task.examples.js';

/** Links from a task's document to handlers that take its number, by their ids. */
export function linksToTask(operations: Readonly<Record<string, string>>): Json {
  const parameters = { taskId: '$response.body#/task_id' };
  const links = Object.entries(operations).map(([name, operationId]) => [name, { operationId, parameters }]);
  return Object.fromEntries(links) as Json;
}

/** Where a task under way leads: to itself, to what it becomes, and to its end before its time. */
const LINKS = linksToTask({ task: 'readTask', result: 'readResult', cancel: 'cancelTask' });

/** What answers with a task's document say and have, at one handler. */
export interface TaskAnswersOptions {
  /** The resource's handler the tasks come from; left out where they may come from any. */
  readonly of?: ResourceHandler;
  /** Headers beside those of every answer with a task. */
  readonly headers: readonly string[];
}

/** 202: the task goes on. */
export function movingAnswer(draft: Draft, { of, headers }: TaskAnswersOptions): AnswerSpec {
  return {
    status: 202,
    description: 'The task goes on. Ask at `Location`, after `Wait` seconds.',
    headers: [...WHILE_MOVING, ...OF_TASK, ...headers],
    json: { schema: TASK, examples: examplesWith(draft, 202, of) },
    links: LINKS,
  };
}

/** 201 and 200: the task has finished. */
export function finishedAnswers(draft: Draft, { of, headers }: TaskAnswersOptions): readonly AnswerSpec[] {
  const dtos = of === undefined ? representations() : [of.representation];
  const made: AnswerSpec = {
    status: 201,
    description: 'The task has finished and made something: it is at `Location`, and in `result`.',
    headers: ['Location', ...OF_TASK, ...headers],
    json: { schema: TASK, examples: examplesWith(draft, 201, of) },
    links: linksToMade(draft, dtos, '/result'),
  };
  const read: AnswerSpec = {
    status: 200,
    description: 'The task has finished; what it found is in `result`.',
    headers: [...OF_TASK, ...headers],
    json: { schema: TASK, examples: examplesWith(draft, 200, of) },
    links: linksToMade(draft, dtos, '/result'),
  };
  if (of === undefined) return [made, read];
  return of.does === 'makes' ? [made] : [read];
}

/** The statuses of failures: the task failed, or was cancelled. */
export function failedAnswers(draft: Draft, { of, headers }: TaskAnswersOptions): readonly AnswerSpec[] {
  const failures = of === undefined ? failuresOfTasks() : failuresOf(of);
  return [...new Set(failures.map(({ status }) => status))].map((status) => ({
    status,
    description: `The task failed, or was cancelled: ${titles(failures, status)}.`,
    headers: [...OF_TASK, ...headers],
    json: { schema: TASK, examples: examplesWith(draft, status, of) },
  }));
}

/** All that tasks may fail with. */
export function failuresOfTasks(): readonly ProblemType[] {
  return definedProblems().filter(({ of }) => of === 'task');
}

/** What the tasks of a handler may fail with: its own failures, and those of all tasks. */
function failuresOf({ fails }: ResourceHandler): readonly ProblemType[] {
  const ofOthers = new Set(resourceHandlers().flatMap((handler) => handler.fails));
  return failuresOfTasks().filter((problem) => fails.includes(problem) || !ofOthers.has(problem));
}

/** References to the examples of tasks that come with a status. */
export function examplesWith(draft: Draft, status: number, of?: ResourceHandler): Json {
  const all = (of === undefined ? resourceHandlers() : [of]).flatMap((handler) =>
    taskExamples(draft, handler),
  );
  const fitting = all.filter((example) => example.status === status);
  for (const example of fitting) keep(draft, example);
  return Object.fromEntries(fitting.map(({ name }) => [name, exampleRef(name)]));
}

function keep({ components }: Draft, { name, summary, value }: TaskExample): void {
  components.examples[name] = { summary, value };
}

function titles(failures: readonly ProblemType[], status: number): string {
  return failures
    .filter((problem) => problem.status === status)
    .map(({ title, type }) => `${title} (\`${type}\`)`)
    .join('; ');
}
