import { defineProblem } from '../../platform/http/index.js';

/** The task never existed, or is somebody else's: the two can't be told apart from outside. */
export const NO_SUCH_TASK = defineProblem({
  slug: 'no-such-task',
  status: 404,
  title: 'There is no such task',
});

/** Nobody asked to cancel the task. */
export const NO_SUCH_CANCELLATION = defineProblem({
  slug: 'no-such-cancellation',
  status: 404,
  title: 'Nobody asked to cancel the task',
});

/** The task ended before it could be cancelled. */
export const NOT_CANCELLABLE = defineProblem({
  slug: 'not-cancellable',
  status: 409,
  title: 'The task has ended and can not be cancelled',
});

/** The client holds as many waits and streams as it may. */
export const TOO_MANY_STREAMS = defineProblem({
  slug: 'too-many-streams',
  status: 429,
  title: 'The client has too many open streams',
});

/** The same key came with another request before. */
export const IDEMPOTENCY_CONFLICT = defineProblem({
  slug: 'idempotency-conflict',
  status: 422,
  title: 'The idempotency key was used for another request',
});

/** The header can't be read as one key. */
export const MALFORMED_IDEMPOTENCY_KEY = defineProblem({
  slug: 'malformed-idempotency-key',
  status: 400,
  title: 'The idempotency key is malformed',
});

/** The task ended and its retention is over. */
export const TASK_EXPIRED = defineProblem({
  slug: 'task-expired',
  status: 410,
  title: 'The task is kept no longer',
});
