import { Injectable } from '@nestjs/common';
import { RedisProvider } from '../platform/redis/index.js';
import { circumstancesOf } from './circumstances.js';
import { mergedPage } from './page-merge.js';
import { askPartitions } from './partitions.js';
import { listedTaskOf } from './task-record.js';
import { taskScript } from './task-script.js';
import { PART, type TaskView } from './task-view.js';
import { type Task, TASK_STATUSES, type TaskStatus } from './task.js';

/** The verbs a task can have been asked for with. */
export const TASK_VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Which tasks a page shows. An empty list of statuses or verbs lets all pass. */
export interface TaskFilter {
  readonly statuses: readonly TaskStatus[];
  readonly verbs: readonly string[];
  readonly resource: string | undefined;
  /** Only tasks created after this; epoch milliseconds, exclusive. */
  readonly createdAfterMs?: number;
  /** Only tasks created before this; epoch milliseconds, exclusive. */
  readonly createdBeforeMs?: number;
}

/** A page of tasks, newest first. Their request, input and result are not read. */
export interface TaskPage {
  readonly views: readonly TaskView[];
  /** Where the next page begins, where there is one: `before` of its call. */
  readonly next: number | undefined;
}

const LIST = taskScript('list');
const LISTED = taskScript('listed');

/** What lua/rows.lua answers. */
type Rows = readonly [now: string, kinds: string, tasks: string];

/** Parts of a kind, and of a task. */
const [KIND_PARTS, TASK_PARTS] = [3, 6];

/** What a kind has that is not there: all its tasks have ended. */
const NOT_OPEN = { workers: 0, facts: '' };

/** The scripts' unit of times of creation. */
const MICROSECONDS = 1_000;

/** A view, and its task's time of creation as the scripts have it. */
interface Row {
  readonly view: TaskView;
  readonly created: number;
}

/**
 * Reads pages of the tasks that somebody sees, each in one round trip and at a cost that does not depend on how many tasks
 * there are: every partition is asked for a page at the same time, and the newest of all make one.
 */
@Injectable()
export class TaskList {
  constructor(private readonly redis: RedisProvider) {}

  /**
   * Reads up to `limit` tasks, from `before` (what an earlier page said of its next) on.
   *
   * Errors: StoreUnavailableError.
   */
  async page(
    reader: string,
    filter: TaskFilter,
    limit: number,
    before: number | undefined,
  ): Promise<TaskPage> {
    const statuses = filter.statuses.length > 0 ? filter.statuses : TASK_STATUSES;
    const verbs = filter.verbs.length > 0 ? filter.verbs : TASK_VERBS;
    const where = [filter.resource ?? '', statuses.join(','), verbs.join(',')];
    const args = [reader, limit, ...boundsOf(filter, before), ...where];
    const parts = this.redis.keys.partitions.map(async ({ tasks }) => {
      const reply = await this.redis.run(LIST, tasks, args);
      const [more, ...rows] = reply as readonly [number, ...Rows];
      return { rows: this.rowsOf(rows), more: more > 0 };
    });
    const { rows, next } = mergedPage(await Promise.all(parts), limit);
    return { views: rows.map(({ view }) => view), next };
  }

  /** Reads these tasks as a list shows them, without those that the reader does not see or that are kept no longer. Errors: StoreUnavailableError. */
  async some(reader: string, ids: readonly number[]): Promise<readonly TaskView[]> {
    const { keys } = this.redis;
    const rows = await askPartitions(ids, Number, keys.partitions.length, async (partition, own) => {
      const reply = await this.redis.run(LISTED, keys.partition(partition).tasks, [reader, ...own]);
      return this.rowsOf(reply as Rows);
    });
    return rows.map(({ view }) => view);
  }

  private rowsOf([now, kinds, tasks]: Rows): readonly Row[] {
    const { length } = this.redis.keys.partitions;
    const known = new Map(
      [...inGroups(kinds, KIND_PARTS)].map(([kind, workers, facts = '']) => [
        kind,
        { workers: Number(workers), facts },
      ]),
    );
    return [...inGroups(tasks, TASK_PARTS)].map(
      ([id, ahead, created = '', order = '', state = '', error = '']) => {
        const task = listedTaskOf(Number(id), [created, order, state], error);
        const { workers, facts } = known.get(task.kind) ?? NOT_OPEN;
        const around = circumstancesOf([Number(ahead), workers, facts], length);
        return { view: { task, around, nowMs: Number(now) }, created: Number(created) };
      },
    );
  }
}

/** The parts of a text, so many at a time; none of an empty one. */
function* inGroups(text: string, size: number): Generator<readonly string[]> {
  if (text === '') return;
  const parts = text.split(PART);
  for (let at = 0; at < parts.length; at += size) yield parts.slice(at, at + size);
}

/** Whether a list with this filter shows a task. */
export function matches({ request, status, createdMs }: Task, filter: TaskFilter): boolean {
  return (
    (filter.statuses.length === 0 || filter.statuses.includes(status)) &&
    (filter.verbs.length === 0 || filter.verbs.includes(request.verb)) &&
    (filter.resource === undefined || filter.resource === request.resource) &&
    (filter.createdAfterMs === undefined || createdMs > filter.createdAfterMs) &&
    (filter.createdBeforeMs === undefined || createdMs < filter.createdBeforeMs)
  );
}

/** Before which time of creation the tasks of a page were made, and since which, as the script takes them; '' where there is no such bound. */
function boundsOf(
  { createdAfterMs, createdBeforeMs }: TaskFilter,
  before: number | undefined,
): [string | number, string | number] {
  const end = Math.min(before ?? Infinity, (createdBeforeMs ?? Infinity) * MICROSECONDS);
  const since = createdAfterMs === undefined ? '' : (createdAfterMs + 1) * MICROSECONDS;
  return [end === Infinity ? '' : end, since];
}
