import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
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
  async find(taskId: string, request: IncomingMessage): Promise<TaskView> {
    return this.found(taskId, (id) => this.tasks.find(id, principalOf(request).sees));
  }

  /** Asks that it be cancelled, and answers it as it is then. Errors: as `find`. */
  async cancel(taskId: string, request: IncomingMessage): Promise<TaskView> {
    return this.found(taskId, (id) => this.tasks.cancel(id, principalOf(request).sees, requestId(request)));
  }

  private async found(taskId: string, look: (id: number) => Promise<TaskLookup>): Promise<TaskView> {
    const lookup: TaskLookup = isId(taskId) ? await look(Number(taskId)) : { found: 'none' };
    if (lookup.found === 'task') return lookup.view;
    if (lookup.found === 'none') {
      throw new ProblemError(NO_SUCH_TASK, { detail: `There is no task ${taskId.slice(0, 32)}.` });
    }
    throw new ProblemError(TASK_EXPIRED, { detail: `Task ${taskId} ended and its retention is over.` });
  }
}

function isId(text: string): boolean {
  return ID.test(text) && Number.isSafeInteger(Number(text));
}
