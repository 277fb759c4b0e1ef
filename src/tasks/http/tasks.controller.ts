import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { principalOf } from '../../platform/auth/index.js';
import { type Answer, Offers } from '../../platform/http/index.js';
import { TaskService } from '../index.js';
import { EVENT_STREAM, prefersEvents } from './accept.js';
import { HeldWaits } from './held-waits.js';
import { nextPage, parseListQuery } from './list-query.js';
import { unlessModified } from './not-modified.js';
import { ListTasks, ReadTask } from './openapi/tasks.operations.js';
import { TaskAnswers } from './task-answers.js';
import { TaskFinder } from './task-finder.js';
import { TaskStreams } from './task-streams.js';

/** `/tasks`: what became of everything that was asked for. */
@Controller('tasks')
export class TasksController {
  constructor(
    private readonly tasks: TaskService,
    private readonly finder: TaskFinder,
    private readonly waits: HeldWaits,
    private readonly streams: TaskStreams,
    private readonly answers: TaskAnswers,
  ) {}

  /**
   * `GET /tasks/{task_id}`: the answer its state deserves, at once or when it has ended (`Prefer: wait`), or its changes as
   * they happen (`Accept: text/event-stream`).
   *
   * Errors: 404 no such task, 410 kept no longer, 429 too many streams, 503.
   */
  @Get(':taskId')
  @ReadTask()
  @Offers('application/json', EVENT_STREAM)
  async read(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Answer> {
    const view = await this.finder.find(request);
    if (prefersEvents(request)) return this.streams.ofTask(view, request, response);
    const waits = this.waits.asPreferredOrNearlyDone(view, request, response);
    const awaited = waits instanceof Promise ? await waits : waits;
    const answer = this.answers.task(awaited.view, 'at its own URL', awaited.applied);
    return unlessModified(answer, request.headers['if-none-match']);
  }

  /** `GET /tasks`: a page of them, newest first, or their changes as they happen. Errors: 400 for a bad query, 429, 503. */
  @Get()
  @ListTasks()
  @Offers('application/json', EVENT_STREAM)
  async list(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<Answer> {
    const search = searchOf(request);
    const query = parseListQuery(search);
    if (prefersEvents(request)) return this.streams.ofList(query, request, response);
    const page = await this.tasks.page(principalOf(request).sees, query.filter, query.limit, query.before);
    return this.answers.list(page.views, page.next === undefined ? undefined : nextPage(search, page.next));
  }
}

function searchOf({ url }: Request): string {
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
}
