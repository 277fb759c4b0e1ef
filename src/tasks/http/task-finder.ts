import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { principalOf } from '../../platform/auth/index.js';
import { ProblemError, requestId } from '../../platform/http/index.js';
import { type TaskLookup, TaskService, type TaskView } from '../index.js';
import { NO_SUCH_TASK, TASK_EXPIRED } from './tasks.problems.js';

/** Ids as they are written: positive, without leading zeros, small enough to be exact. */
const ID = /^[1-9]\d{0,15}$/;

/** Finds the task that a path names, or tells the client why not. */
@Injectable()
export class TaskFinder {
  constructor(private readonly tasks: TaskService) {}

  /** Errors: ProblemError 404 none that the asker sees, 410 kept no longer; StoreUnavailableError. */
  async find(request: Request): Promise<TaskView> {
    const id = idIn(request);
    const lookup = isId(id) ? await this.tasks.find(Number(id), principalOf(request).sees) : NONE;
    return viewOf(id, lookup);
  }

  /** Asks that it be cancelled, and answers it as it is then. Errors: as `find`. */
  async cancel(request: Request): Promise<TaskView> {
    const id = idIn(request);
    const { sees } = principalOf(request);
    const lookup = isId(id) ? await this.tasks.cancel(Number(id), sees, requestId(request)) : NONE;
    return viewOf(id, lookup);
  }
}

const NONE: TaskLookup = { found: 'none' };

/** As the path has it. Read from the request, since each parameter of a handler costs a run of the pipes. */
function idIn({ params }: Request): string {
  return String(params['taskId']);
}

function viewOf(id: string, lookup: TaskLookup): TaskView {
  if (lookup.found === 'task') return lookup.view;
  if (lookup.found === 'none') {
    throw new ProblemError(NO_SUCH_TASK, { detail: `There is no task ${id.slice(0, 32)}.` });
  }
  throw new ProblemError(TASK_EXPIRED, { detail: `Task ${id} ended and its retention is over.` });
}

function isId(text: string): boolean {
  return ID.test(text) && Number.isSafeInteger(Number(text));
}
