import { Injectable } from '@nestjs/common';
import type { EventStream } from '../../platform/http/index.js';
import { StoreUnavailableError } from '../../platform/redis/index.js';
import { hasEnded, TaskEvents, TaskService, type TaskView } from '../index.js';
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
   * Resolves once the task has ended and its last document is sent, or the signal fires. Changes that come faster than
   * the reader takes them are told as one. While Redis is away nothing is told; it goes on when Redis is back.
   */
  async follow(known: TaskView, stream: EventStream, signal: AbortSignal): Promise<void> {
    const { id, owner } = known.task;
    let sent = await this.tell(known, 0, stream);
    const changes = new Changes(signal);
    const unwatch = await this.events.watch(owner, id, ({ version }) => {
      if (version !== sent) changes.note();
    });
    try {
      // What changed before the subscription began was not heard of.
      changes.note();
      while (await changes.next()) {
        const view = await this.read(known);
        sent = await this.tell(view, sent, stream);
        if (hasEnded(view.task.status)) return;
      }
    } finally {
      unwatch();
    }
  }

  private async tell(view: TaskView, sent: number, stream: EventStream): Promise<number> {
    const { version } = view.task;
    if (version !== sent) await stream.send(this.answers.document(view), String(version));
    return version;
  }

  private async read(known: TaskView): Promise<TaskView> {
    try {
      const lookup = await this.tasks.find(known.task.id, known.task.owner);
      return lookup.found === 'task' ? lookup.view : known;
    } catch (error) {
      if (error instanceof StoreUnavailableError) return known;
      throw error;
    }
  }
}
