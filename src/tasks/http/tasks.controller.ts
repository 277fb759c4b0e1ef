import { Controller, Get, Headers, Param, Req } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { Settings } from '../../platform/config/index.js';
import { type HttpAnswer, ProblemError } from '../../platform/http/index.js';
import { ANONYMOUS, TaskService } from '../index.js';
import { unlessModified } from './not-modified.js';
import { nextPage, parseListQuery } from './list-query.js';
import { TaskAnswers } from './task-answers.js';
import { NO_SUCH_TASK, TASK_EXPIRED } from './tasks.problems.js';

/** Ids as they are written: positive, without leading zeros, small enough to be exact. */
const ID = /^[1-9]\d{0,15}$/;

/** `/tasks`: what became of everything that was asked for. */
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly tasks: TaskService,
    private readonly answers: TaskAnswers,
    private readonly settings: Settings,
  ) {}

  /** `GET /tasks/{task_id}`: the answer its state deserves. Errors: 404 no such task, 410 kept no longer, 503. */
  @Get(':taskId')
  async read(
    @Param('taskId') taskId: string,
    @Headers('if-none-match') ifNoneMatch?: string,
  ): Promise<HttpAnswer> {
    if (!ID.test(taskId) || !Number.isSafeInteger(Number(taskId))) throw noSuchTask(taskId);
    const lookup = await this.tasks.find(Number(taskId), ANONYMOUS);
    if (lookup.found === 'none') throw noSuchTask(taskId);
    if (lookup.found === 'expired') {
      throw new ProblemError(TASK_EXPIRED, { detail: `Task ${taskId} ended and its retention is over.` });
    }
    return unlessModified(this.answers.task(lookup.view, 'at its own URL'), ifNoneMatch);
  }

  /** `GET /tasks`: a page of them, newest first. Errors: 400 for a bad query, 503. */
  @Get()
  async list(@Req() request: IncomingMessage): Promise<HttpAnswer> {
    const search = searchOf(request);
    const { filter, limit, before } = parseListQuery(search);
    const page = await this.tasks.page(ANONYMOUS, filter, limit, before);
    const next =
      page.next === undefined ? undefined : `${this.settings.publicUrl}${nextPage(search, page.next)}`;
    return this.answers.list(page.views, next);
  }
}

function searchOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}

function noSuchTask(taskId: string): ProblemError {
  return new ProblemError(NO_SUCH_TASK, { detail: `There is no task ${taskId.slice(0, 32)}.` });
}
