import { Injectable } from '@nestjs/common';
import { RedisProvider } from '../platform/redis/index.js';
import { circumstancesOf } from './circumstances.js';
import { fieldsOf, taskOf } from './task-record.js';
import { taskScript } from './task-script.js';
import type { TaskView } from './task.store.js';
import { TASK_STATUSES, type TaskStatus } from './task.js';

/** The verbs a task can have been asked for with. */
export const TASK_VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Which tasks a page shows. An empty list of statuses or verbs lets all pass. */
export interface TaskFilter {
  readonly statuses: readonly TaskStatus[];
  readonly verbs: readonly string[];
  readonly resource: string | undefined;
}

/** A page of tasks, newest first. Their request, input and result are not read. */
export interface TaskPage {
  readonly views: readonly TaskView[];
  /** The id the next page comes after, where there is a next page. */
  readonly next: number | undefined;
}

const LIST = taskScript('list');

type ListedTask = readonly [id: string, fields: string, ahead: number, workers: number];
type ListReply = readonly [now: number, more: number, tasks: readonly ListedTask[], kinds: readonly string[]];

/** Reads pages of an owner's tasks, each in one round trip and at a cost that does not depend on how many tasks there are. */
@Injectable()
export class TaskList {
  constructor(private readonly redis: RedisProvider) {}

  /**
   * Reads up to `limit` tasks older than the task `before`.
   *
   * Errors: StoreUnavailableError.
   */
  async page(
    owner: string,
    filter: TaskFilter,
    limit: number,
    before: number | undefined,
  ): Promise<TaskPage> {
    const statuses = filter.statuses.length > 0 ? filter.statuses : TASK_STATUSES;
    const verbs = filter.verbs.length > 0 ? filter.verbs : TASK_VERBS;
    const args = [owner, limit, before ?? '+inf', filter.resource ?? '', statuses.join(','), verbs.join(',')];
    const reply = (await this.redis.run(LIST, this.redis.keys.tasks, args)) as ListReply;
    const [nowMs, more, tasks, kinds] = reply;
    const views = tasks.map((task) => viewOf(task, kinds, nowMs));
    return { views, next: more === 1 ? views.at(-1)?.task.id : undefined };
  }
}

function viewOf([id, fields, ahead, workers]: ListedTask, kinds: readonly string[], nowMs: number): TaskView {
  const task = taskOf(Number(id), fieldsOf(fields));
  // Each kind stands before what is known of it; a kind whose tasks have all ended is not there.
  const known = kinds.indexOf(task.kind);
  const around = circumstancesOf([ahead, workers, known < 0 ? '' : (kinds[known + 1] ?? '')]);
  return { task, around, nowMs };
}
