import { etaSeconds, hasEnded, type Task, type TaskStep, type TaskView } from '../index.js';
import { timestamp } from './timestamp.js';

/**
 * Writes the task document as JSON text. Request, result and error stand in the record as JSON already and are put in
 * as they are.
 *
 * Units:  `remaining` in milliseconds, as estimated.
 * Source: PROTOCOL.md, "The task document".
 */
export function taskDocument(view: TaskView, remaining: number): string {
  const { task } = view;
  const { resource, verb, header, body } = task.request;
  const request = `{"resource":${JSON.stringify(resource)},"verb":"${verb}","header":${header},"body":${body}}`;
  const failure =
    task.error !== undefined && hasEnded(task.status) ? `,"error":${JSON.stringify(task.error)}` : '';
  const { workflow, list } = stepTexts(task);
  return `{${summary(view, remaining, workflow)},"request":${request},"result":${task.result ?? '{}'}${failure},${details(view, list)}}`;
}

/** Writes the document of a task in a list: the same without request and result. */
export function listedTaskDocument(view: TaskView, remaining: number): string {
  const { task } = view;
  const failure =
    task.error !== undefined && hasEnded(task.status) ? `,"error":${JSON.stringify(task.error)}` : '';
  const { workflow, list } = stepTexts(task);
  return `{${summary(view, remaining, workflow)}${failure},${details(view, list)}}`;
}

// Names of steps and the words of states need no escaping (see KindRegistry), so the rest is put together as text too:
// this is what nearly every request answers.

/** How steps are shown: the state of each by its name, and each with its times. */
interface StepTexts {
  readonly workflow: string;
  readonly list: string;
}

/** Of steps that nobody has touched: those of a kind are the same for every task that waits. */
const ofUntouched = new WeakMap<readonly TaskStep[], StepTexts>();

function stepTexts({ steps, createdMs }: Task): StepTexts {
  const known = ofUntouched.get(steps);
  if (known !== undefined) return known;
  const texts = {
    workflow: steps.map(({ name, status }) => `"${name}":"${status}"`).join(','),
    list: steps.map((step) => stepDocument(createdMs, step)).join(','),
  };
  if (steps.every(({ startedAfterMs }) => startedAfterMs === undefined)) ofUntouched.set(steps, texts);
  return texts;
}

function summary({ task }: TaskView, remaining: number, workflow: string): string {
  const eta = etaSeconds(task, remaining);
  return (
    `"task_id":${task.id},"status":"${task.status}","progress":${task.progress},"eta":${eta},` +
    `"workflow":{${workflow}}`
  );
}

function details({ task, around }: TaskView, steps: string): string {
  const queue =
    task.status === 'queued' ? `"queue":{"ahead":${around.aheadInAll},"workers":${around.workers}},` : '';
  return (
    `"steps":[${steps}],${queue}"created_at":${quoted(task.createdMs)},` +
    `"started_at":${quoted(task.startedMs)},"finished_at":${quoted(task.endedMs)}`
  );
}

function stepDocument(
  createdMs: number,
  { name, status, attempts, startedAfterMs, endedAfterMs }: TaskStep,
): string {
  const at = (afterMs: TaskStep['startedAfterMs']): string =>
    typeof afterMs === 'number' ? quoted(createdMs + afterMs) : 'null';
  return (
    `{"name":"${name}","status":"${status}","attempts":${attempts},` +
    `"started_at":${at(startedAfterMs)},"finished_at":${at(endedAfterMs)}}`
  );
}

function quoted(ms: number | undefined): string {
  return ms === undefined ? 'null' : `"${timestamp(ms)}"`;
}
