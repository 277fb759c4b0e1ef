import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import type { Request } from 'express';
import { mergeMap, type Observable } from 'rxjs';
import { principalOf } from '../../platform/auth/index.js';
import { type HttpAnswer, ProblemError, requestId } from '../../platform/http/index.js';
import { type Asked, IdempotencyConflictError, Submission, TaskService, type TaskView } from '../index.js';
import { HeldWaits } from './held-waits.js';
import { idempotencyKey } from './idempotency-key.js';
import { resourcePath } from './resource-path.js';
import { TaskAnswers } from './task-answers.js';
import { IDEMPOTENCY_CONFLICT } from './tasks.problems.js';

/** Turns what a resource's controller returns, a submission, into an accepted task and its 202, or its end where the client would rather wait. */
@Injectable()
export class AcceptedInterceptor implements NestInterceptor {
  constructor(
    private readonly tasks: TaskService,
    private readonly waits: HeldWaits,
    private readonly answers: TaskAnswers,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<ServerResponse>();
    return next
      .handle()
      .pipe(
        mergeMap(async (value) =>
          value instanceof Submission ? this.accept(value, request, response) : value,
        ),
      );
  }

  private async accept(
    submission: Submission,
    request: Request,
    response: ServerResponse,
  ): Promise<HttpAnswer> {
    // Reads may be repeated as they are; a key on them says nothing.
    const key = request.method === 'POST' ? idempotencyKey(request) : undefined;
    const asked = {
      owner: principalOf(request).name,
      resource: resourcePath(request),
      verb: request.method === 'HEAD' ? 'GET' : request.method,
      body: request.body === undefined ? ('none' as const) : ('is the input' as const),
      requestId: requestId(request),
      ...(key === undefined ? {} : { idempotencyKey: key }),
    };
    const expected = this.waits.expected(request);
    try {
      const accepted = await this.submit(submission, expected === undefined ? asked : { ...asked, expected });
      const { view, applied } = await this.waits.asPreferred(accepted, request, response, expected);
      return this.answers.task(view, 'elsewhere', applied);
    } finally {
      this.waits.forget(expected);
    }
  }

  private async submit(submission: Submission, asked: Asked): Promise<TaskView> {
    try {
      return await this.tasks.submit(submission, asked);
    } catch (error) {
      if (!(error instanceof IdempotencyConflictError)) throw error;
      const detail = 'The Idempotency-Key came with another request before. Use a new key for a new request.';
      throw new ProblemError(IDEMPOTENCY_CONFLICT, { detail });
    }
  }
}
