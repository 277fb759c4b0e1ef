import { defineFailure } from '../platform/problems/index.js';

/** The task was cancelled because somebody asked for it. */
export const CANCELLED_TASK = defineFailure({
  slug: 'cancelled',
  status: 409,
  title: 'The task was cancelled',
  explanation:
    'Somebody asked to cancel the task before it was done, so it was not done. What it had done until then was undone.',
  remedy:
    'If that was not meant, send the request again: it becomes a new task. An order needs a new Idempotency-Key.',
});

/** The work failed in a way that is not the client's fault. The engine says the same, and knows no other room: a test compares. */
export const TASK_FAILED = defineFailure({
  slug: 'task-failed',
  status: 500,
  title: 'The work failed',
  explanation:
    'A step of the work could not be done in all its tries, or the processes that did it ended under it again and again. The work was given up, and what it had done was undone.',
  remedy:
    'Send the request again: it becomes a new task, and may succeed where this one did not. An order needs a new Idempotency-Key. If it fails again, tell the operator the number of the task.',
});
