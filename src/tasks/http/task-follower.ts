import { Injectable } from '@nestjs/common';
import type { EventStream } from '../../platform/http/index.js';
import { StoreUnavailableError } from '../../platform/redis/index.js';
import { hasEnded, TaskEvents, type TaskLookup, TaskService, type TaskView } from '../index.js';
import { Backoff } from './backoff.js';
import { Changes } from './changes.js';
import { TaskAnswers } from './task-answers.js';

/** Tells a stream of one task: its document at once, and after each change, until it has ended. */
@Injectable()
export class TaskFollower {
  constructor(
    private readonly events: TaskEvents,
    private readonly tasks: TaskService,
    private readonly answers: TaskAnswers,
  ) {}

  /**
   * Resolves once the task has ended and its last document is sent, it is kept no longer, or the signal fires. Changes
   * that come faster than the reader takes them are told as one, and none is told after a newer one. While Redis is away
   * nothing is told; it goes on when Redis is back.
   */
  async follow(known: TaskView, stream: EventStream, signal: AbortSignal): Promise<void> {
    const { id, owner } = known.task;
    await this.tell(known, stream);
    if (hasEnded(known.task.status)) return;
    let sent = known.task.version;
    const changes = new Changes(signal);
    const unwatch = await this.events.watch(owner, id, ({ version, ended }) => {
      if (ended || version > sent) changes.note();
    });
    try {
      // What changed before the subscription began was not heard of.
      changes.note();
      while (await changes.next()) {
        const lookup = await this.read(id, owner, signal);
        if (lookup?.found !== 'task') return;
        const { version, status } = lookup.view.task;
        const ended = hasEnded(status);
        if (ended || version > sent) await this.tell(lookup.view, stream);
        if (ended) return;
        sent = Math.max(sent, version);
      }
    } finally {
      unwatch();
    }
  }

  private async tell(view: TaskView, stream: EventStream): Promise<void> {
    await stream.send(this.answers.document(view), String(view.task.version));
  }

  /** Reads the task as soon as Redis serves; undefined once the signal has fired. */
  private async read(id: number, owner: string, signal: AbortSignal): Promise<TaskLookup | undefined> {
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        return await this.tasks.find(id, owner);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await backoff.pause(signal);
      }
    }
    return undefined;
  }
}
