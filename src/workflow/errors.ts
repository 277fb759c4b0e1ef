/** Why a task fails, as the client that ordered it is told: RFC 9457 problem members. */
export interface Failure {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly step?: string;
}

/**
 * Thrown by a step that will fail however often it is tried. It promises that the step left no effect behind; the task
 * fails with what it says.
 */
export class PermanentError extends Error {
  constructor(
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(failure.detail, options);
  }
}

/** Thrown by a step that may succeed when tried again; `retryAfterMs` overrides the policy's rest. */
export class TransientError extends Error {
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The reason of an attempt's abort signal: not the task's failure, but the end of this worker's part in it.
 * `lost`: another may hold the task now, so nothing more may be written. `released`: the worker shuts down.
 */
export class Interruption extends Error {
  constructor(readonly kind: 'lost' | 'released') {
    super(`the attempt is interrupted: ${kind}`);
  }
}

/**
 * The reason for giving a task up that came from outside: it was cancelled. What it had done is undone, and it ends with
 * `failure`.
 */
export class Cancellation extends Error {
  constructor(readonly failure: Failure) {
    super(failure.detail);
  }
}

/** What a client is told of a failure whose cause is ours: the log has the cause, the client must not. */
export function brokenFactory(step: string): Failure {
  const detail = `The step ${step} could not be done. What it had used was given back; ordering again may help.`;
  return { type: '/problems/task-failed', title: 'The work failed', status: 500, detail, step };
}

/** What a client is told of a task whose workers died under it again and again. */
export function givenUp(step: string | undefined): Failure {
  const detail = 'The work was begun several times and never got further. It was given up and undone.';
  const failure = { type: '/problems/task-failed', title: 'The work failed', status: 500, detail };
  return step === undefined ? failure : { ...failure, step };
}
