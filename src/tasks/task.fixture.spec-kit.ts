import type { Circumstances } from './circumstances.js';
import type { Estimate } from './estimate.js';
import { freshSteps } from './steps.js';
import type { TaskView } from './task-view.js';
import type { Task } from './task.js';

/** When the tasks of these tests were created: the article's own day. */
export const CREATED_MS = Date.UTC(2015, 4, 15, 18, 10);

/** The car that the article orders. */
export const MUSTANG = '{"brand":"Ford","make":"Mustang","model":2014,"color":"Blue"}';

/** A queued build as the article orders it, with changes. */
export function aTask(changes: Partial<Task> = {}): Task {
  return {
    id: 9999,
    uid: 'u',
    kind: 'car-build',
    owner: 'anonymous',
    status: 'queued',
    version: 1,
    progress: 0,
    attempt: 0,
    pickups: 0,
    createdMs: CREATED_MS,
    startedMs: undefined,
    endedMs: undefined,
    steps: freshSteps(['reserve_parts', 'assemble', 'paint']),
    request: { resource: '/cars/', verb: 'POST', header: '{}', body: MUSTANG },
    input: MUSTANG,
    result: undefined,
    location: undefined,
    error: undefined,
    cancelAsked: false,
    requestId: 'r',
    ...changes,
  };
}

/** Nothing observed, one worker with one slot, nobody ahead; with changes. */
export function around(changes: Partial<Circumstances> = {}): Circumstances {
  return { ahead: 0, aheadInAll: 0, workers: 1, slots: 1, tookMs: new Map(), ...changes };
}

export function aView(task: Task, circumstances: Circumstances = around(), nowMs = CREATED_MS): TaskView {
  return { task, around: circumstances, nowMs };
}

/** An end expected in so many milliseconds, to be asked for just after it. */
export function anEstimate(remainingMs: number): Estimate {
  return { remainingMs, waitSeconds: Math.round(remainingMs / 1000) };
}
