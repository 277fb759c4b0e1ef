import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { EventStream } from '../../platform/http/index.js';
import { StoreUnavailableError } from '../../platform/redis/index.js';
import { hasEnded, matches, TaskEvents, TaskService, type TaskView } from '../index.js';
import { Backoff } from './backoff.js';
import { Changes } from './changes.js';
import type { ListQuery } from './list-query.js';
import { TaskAnswers } from './task-answers.js';

/** Between two looks at what has changed: a task that changes more often than that is told once. */
const PAUSE_MS = 100;

/** Tasks read in one call. */
const BATCH = 100;

/** A reader further behind than this is cut; it connects again and begins with the page as it is then. */
const MAX_BEHIND = 10_000;

/** Tasks whose last told version is remembered: those that leave the filter must be told once more. */
const MAX_SHOWN = 1_000;

/** What one stream has told, and has still to tell. */
class Progress {
  readonly behind = new Set<number>();
  /** What was told last of each task. */
  readonly shown = new Map<number, { readonly version: number; readonly ended: boolean }>();
  /** True when messages may have been missed, so that the page must be read anew. */
  resync = true;

  /** Tasks that were told and may have changed since. */
  lookAgain(): void {
    for (const [id, { ended }] of this.shown) if (!ended) this.behind.add(id);
  }

  take(): readonly number[] {
    const ids = [...this.behind].slice(0, BATCH);
    for (const id of ids) this.behind.delete(id);
    return ids;
  }

  /** These were taken and could not be read. */
  missed(ids: readonly number[]): void {
    for (const id of ids) this.behind.add(id);
  }

  /** Whether this is news to the reader, who is never told of an older version than it has seen. */
  isNews({ id, version }: TaskView['task']): boolean {
    const last = this.shown.get(id);
    return last === undefined || version > last.version;
  }

  show({ id, version, status }: TaskView['task']): void {
    this.shown.delete(id);
    this.shown.set(id, { version, ended: hasEnded(status) });
    const [oldest] = this.shown.keys();
    if (this.shown.size > MAX_SHOWN && oldest !== undefined) this.shown.delete(oldest);
  }
}

/**
 * Tells a stream of a list: the page as it is, oldest first, then each change of a task that matches the filter, and of
 * one that was told before and no longer does.
 */
@Injectable()
export class ListFollower {
  constructor(
    private readonly events: TaskEvents,
    private readonly tasks: TaskService,
    private readonly answers: TaskAnswers,
  ) {}

  /** Resolves once the signal fires. While Redis is away nothing is told; it goes on when Redis is back. */
  async follow(reader: string, query: ListQuery, stream: EventStream, signal: AbortSignal): Promise<void> {
    const progress = new Progress();
    const changes = new Changes(signal);
    const unwatch = await this.events.watchAll(
      reader,
      ({ id }) => {
        progress.behind.add(id);
        if (progress.behind.size > MAX_BEHIND) stream.cut();
        changes.note();
      },
      () => {
        progress.resync = true;
        changes.note();
      },
    );
    try {
      changes.note();
      while (await changes.next()) {
        for (const view of await this.news(reader, query, progress, signal))
          await this.tell(view, progress, stream);
        if (progress.behind.size > 0) changes.note();
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      unwatch();
    }
  }

  private async tell(view: TaskView, progress: Progress, stream: EventStream): Promise<void> {
    if (!progress.isNews(view.task)) return;
    await stream.send(this.answers.listed(view));
    progress.show(view.task);
  }

  /** The tasks to tell of next, oldest first, as soon as Redis serves; none once the signal has fired. */
  private async news(
    reader: string,
    query: ListQuery,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<readonly TaskView[]> {
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        return progress.resync
          ? await this.page(reader, query, progress)
          : await this.some(reader, query, progress);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await backoff.pause(signal);
      }
    }
    return [];
  }

  /** The page as it is; what was told before is looked at next. */
  private async page(reader: string, query: ListQuery, progress: Progress): Promise<readonly TaskView[]> {
    // Messages that are missed from here on may be of what was read by then.
    progress.resync = false;
    try {
      const { views } = await this.tasks.page(reader, query.filter, query.limit, query.before);
      progress.lookAgain();
      return views.toReversed();
    } catch (error) {
      progress.resync = true;
      throw error;
    }
  }

  /** Some of those that have changed, as far as they are to be told. */
  private async some(reader: string, query: ListQuery, progress: Progress): Promise<readonly TaskView[]> {
    const ids = progress.take();
    try {
      const views = await this.tasks.some(reader, ids);
      return views.filter(({ task }) => progress.shown.has(task.id) || matches(task, query.filter));
    } catch (error) {
      progress.missed(ids);
      throw error;
    }
  }
}
