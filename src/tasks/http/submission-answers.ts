import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { principalOf } from '../../platform/auth/index.js';
import { type HttpAnswer, ownRequestId, ProblemError, requestId } from '../../platform/http/index.js';
import {
  type Asked,
  type Expectation,
  IdempotencyConflictError,
  newUid,
  type Submission,
  TaskRefusedError,
  TaskService,
} from '../index.js';
import { Clients } from './clients.js';
import { HeldWaits } from './held-waits.js';
import { idempotencyKey } from './idempotency-key.js';
import { resourcePath } from './resource-path.js';
import { TaskAnswers } from './task-answers.js';
import { IDEMPOTENCY_CONFLICT, OVERLOADED, TOO_MANY_TASKS } from './tasks.problems.js';

/**
 * Turns what a resource's controller returns, a submission, into an accepted task and its 202, or its end where the client
 * would rather wait. The adapter asks for that; an interceptor's observables take a fifth of what accepting costs.
 */
@Injectable()
export class SubmissionAnswers {
  constructor(
    private readonly tasks: TaskService,
    private readonly waits: HeldWaits,
    private readonly answers: TaskAnswers,
    private readonly clients: Clients,
  ) {}

  /** Errors: ProblemError 400, 422, 429, 503; StoreUnavailableError, when it is unknown whether the task was accepted. */
  async of(submission: Submission, request: Request, response: ServerResponse): Promise<HttpAnswer> {
    const uid = ownRequestId(request) ?? newUid();
    const expected = this.waits.expected(request, uid);
    try {
      const accepted = await this.tasks.submit(submission, this.asked(request, uid, expected));
      const { view, applied } = await this.waits.asPreferred(accepted, request, response, expected);
      return this.answers.task(view, 'elsewhere', applied);
    } catch (error) {
      throw problemOf(error);
    } finally {
      this.waits.forget(expected);
    }
  }

  private asked(request: Request, uid: string, expected: Expectation | undefined): Asked {
    return {
      owner: principalOf(request).name,
      client: this.clients.of(request),
      resource: resourcePath(request),
      verb: request.method === 'HEAD' ? 'GET' : request.method,
      body: request.body === undefined ? 'none' : 'is the input',
      requestId: requestId(request),
      uid,
      // Reads may be repeated as they are; a key on them says nothing.
      idempotencyKey: request.method === 'POST' ? idempotencyKey(request) : undefined,
      expected,
    };
  }
}

function problemOf(error: unknown): unknown {
  if (error instanceof TaskRefusedError) return refusalOf(error);
  if (!(error instanceof IdempotencyConflictError)) return error;
  const detail = 'The Idempotency-Key came with another request before. Use a new key for a new request.';
  return new ProblemError(IDEMPOTENCY_CONFLICT, { detail });
}

const REFUSALS = {
  rate: [TOO_MANY_TASKS, 'You order faster than one client may.'],
  own: [TOO_MANY_TASKS, 'You have as many tasks that have not ended as one client may.'],
  waiting: [OVERLOADED, 'Too many tasks of this kind wait for a worker.'],
  open: [OVERLOADED, 'Too many tasks have not ended.'],
  memory: [OVERLOADED, 'The store of tasks has no room for more.'],
} as const;

function refusalOf({ limit, retryAfterSeconds }: TaskRefusedError): ProblemError {
  const [problem, detail] = REFUSALS[limit];
  return new ProblemError(problem, { detail, headers: { 'Retry-After': String(retryAfterSeconds) } });
}
