import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { mergeMap, type Observable } from 'rxjs';
import { type HttpAnswer, requestId } from '../../platform/http/index.js';
import { ANONYMOUS, Submission, TaskService } from '../index.js';
import { resourcePath } from './resource-path.js';
import { TaskAnswers } from './task-answers.js';

/** Turns what a resource's controller returns, a submission, into an accepted task and its 202. */
@Injectable()
export class AcceptedInterceptor implements NestInterceptor {
  constructor(
    private readonly tasks: TaskService,
    private readonly answers: TaskAnswers,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    return next
      .handle()
      .pipe(mergeMap(async (value) => (value instanceof Submission ? this.accept(value, request) : value)));
  }

  private async accept(submission: Submission, request: Request): Promise<HttpAnswer> {
    const view = await this.tasks.submit(submission, {
      owner: ANONYMOUS,
      resource: resourcePath(request),
      verb: request.method === 'HEAD' ? 'GET' : request.method,
      body: request.body === undefined ? 'none' : 'is the input',
      requestId: requestId(request),
    });
    return this.answers.task(view, 'elsewhere');
  }
}
