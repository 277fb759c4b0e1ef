import { defineProblem } from '../../platform/problems/index.js';

/** The task never existed, or is somebody else's: the two can't be told apart from outside. */
export const NO_SUCH_TASK = defineProblem({
  slug: 'no-such-task',
  status: 404,
  title: 'There is no such task',
  explanation:
    "There is no task with this number: it never existed, it is somebody else's, or it ended so long ago that it was forgotten.",
  remedy:
    'Compare the number with the Location header that came with the 202. GET /tasks lists the tasks there are.',
});

/** Nobody asked to cancel the task. */
export const NO_SUCH_CANCELLATION = defineProblem({
  slug: 'no-such-cancellation',
  status: 404,
  title: 'Nobody asked to cancel the task',
  explanation: 'The task exists, but nobody asked to cancel it.',
  remedy: 'DELETE the task itself to cancel it. GET it to see how far it is.',
});

/** The task ended before it could be cancelled. */
export const NOT_CANCELLABLE = defineProblem({
  slug: 'not-cancellable',
  status: 409,
  title: 'The task has ended and can not be cancelled',
  explanation:
    'The task has finished or failed already, so there is nothing left to cancel. What it made, if anything, is there.',
  remedy: 'GET the task to see how it ended.',
});

/** The client holds as many waits and streams as it may. */
export const TOO_MANY_STREAMS = defineProblem({
  slug: 'too-many-streams',
  status: 429,
  title: 'The client has too many open streams',
  explanation: 'The client has as many event streams and held waits open as one client may have at once.',
  remedy:
    'Close streams that are no longer read, or ask again after as many seconds as Retry-After says. One stream of GET /tasks tells of many tasks.',
});

/** The client makes more tasks than it may. */
export const TOO_MANY_TASKS = defineProblem({
  slug: 'too-many-tasks',
  status: 429,
  title: 'The client makes too many tasks',
  explanation:
    'The client has as many tasks that have not ended as one client may have, or makes them faster than it may. Nothing was accepted.',
  remedy:
    'Send the request again after as many seconds as Retry-After says, with the same Idempotency-Key. A repeated key of a task that is there already is always answered.',
});

/** There is more to do than can be taken on. */
export const OVERLOADED = defineProblem({
  slug: 'overloaded',
  status: 503,
  title: 'The service has too much to do',
  explanation:
    'As many tasks wait or run as the service takes on, so that those it has accepted are done in time. Nothing was accepted.',
  remedy:
    'Send the request again after as many seconds as Retry-After says, with the same Idempotency-Key. A repeated key of a task that is there already is always answered.',
});

/** The same key came with another request before. */
export const IDEMPOTENCY_CONFLICT = defineProblem({
  slug: 'idempotency-conflict',
  status: 422,
  title: 'The idempotency key was used for another request',
  explanation:
    'The Idempotency-Key came with another request before: another path or another body. The first request stands; this one was not accepted.',
  remedy: 'Use a new key for a new order. Use the same key only to repeat the very same request.',
});

/** The header can't be read as one key. */
export const MALFORMED_IDEMPOTENCY_KEY = defineProblem({
  slug: 'malformed-idempotency-key',
  status: 400,
  title: 'The idempotency key is malformed',
  explanation:
    'The header Idempotency-Key is empty, longer than 255 characters, given more than once, or holds something else than printable ASCII characters. Nothing was accepted.',
  remedy: 'Send one key of 1 to 255 printable ASCII characters, in quotes or bare. A UUID is a good one.',
});

/** The task ended and its retention is over. */
export const TASK_EXPIRED = defineProblem({
  slug: 'task-expired',
  status: 410,
  title: 'The task is kept no longer',
  explanation: 'The task ended, and the time for which ended tasks are kept is over.',
  remedy:
    'What the task made is not affected: ask for it at its own URL. Read tasks sooner, or ask the operator to keep them longer.',
});
