import { etaSeconds, hasEnded, type Task, type TaskStep, type TaskView } from '../index.js';

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
  return `{${summary(view, remaining)},"request":${request},"result":${task.result ?? '{}'}${failure},${details(view)}}`;
}

/** Writes the document of a task in a list: the same without request and result. */
export function listedTaskDocument(view: TaskView, remaining: number): string {
  const { task } = view;
  const failure =
    task.error !== undefined && hasEnded(task.status) ? `,"error":${JSON.stringify(task.error)}` : '';
  return `{${summary(view, remaining)}${failure},${details(view)}}`;
}

function summary({ task }: TaskView, remaining: number): string {
  const workflow = Object.fromEntries(task.steps.map(({ name, status }) => [name, status]));
  const eta = etaSeconds(task, remaining);
  return (
    `"task_id":${task.id},"status":"${task.status}","progress":${task.progress},"eta":${eta},` +
    `"workflow":${JSON.stringify(workflow)}`
  );
}

function details({ task, around }: TaskView): string {
  const steps = JSON.stringify(task.steps.map((step) => stepDocument(task, step)));
  const queue =
    task.status === 'queued' ? `"queue":{"ahead":${around.ahead},"workers":${around.workers}},` : '';
  return (
    `"steps":${steps},${queue}"created_at":${timestamp(task.createdMs)},` +
    `"started_at":${timestamp(task.startedMs)},"finished_at":${timestamp(task.endedMs)}`
  );
}

function stepDocument(task: Task, step: TaskStep): object {
  const at = (afterMs: TaskStep['startedAfterMs']): string | null =>
    typeof afterMs === 'number' ? new Date(task.createdMs + afterMs).toISOString() : null;
  return {
    name: step.name,
    status: step.status,
    attempts: step.attempts,
    started_at: at(step.startedAfterMs),
    finished_at: at(step.endedAfterMs),
  };
}

function timestamp(ms: number | undefined): string {
  return ms === undefined ? 'null' : `"${new Date(ms).toISOString()}"`;
}
