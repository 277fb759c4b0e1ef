import { Controller, Delete, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import type { HttpAnswer } from '../../platform/http/index.js';
import { unlessModified } from './not-modified.js';
import { CancelTask, ReadCancellation, ReadResult } from './openapi/tasks.operations.js';
import { TaskAnswers } from './task-answers.js';
import { TaskFinder } from './task-finder.js';

/** What became of one task, apart from its document: the bare result, and the cancel that somebody asked for. */
@Controller('tasks/:taskId')
export class OutcomesController {
  constructor(
    private readonly finder: TaskFinder,
    private readonly answers: TaskAnswers,
  ) {}

  /** `GET /tasks/{task_id}/result`: what a synchronous API would have answered. Errors: as the task's own; 404, 410, 503. */
  @Get('result')
  @ReadResult()
  async result(@Req() request: Request): Promise<HttpAnswer> {
    return unlessModified(
      this.answers.result(await this.finder.find(request)),
      request.headers['if-none-match'],
    );
  }

  /** `DELETE /tasks/{task_id}`: cancels it. Errors: 404 no such task, 409 it has ended otherwise, 410, 503. */
  @Delete()
  @CancelTask()
  async cancel(@Req() request: Request): Promise<HttpAnswer> {
    return this.answers.cancellation(await this.finder.cancel(request), 'task');
  }

  /** `GET /tasks/{task_id}/cancellation`: what became of the cancel. Errors: 404 nobody asked, 409 it came too late, 410, 503. */
  @Get('cancellation')
  @ReadCancellation()
  async cancellation(@Req() request: Request): Promise<HttpAnswer> {
    return unlessModified(
      this.answers.cancellation(await this.finder.find(request), 'cancellation'),
      request.headers['if-none-match'],
    );
  }
}
