import { Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '../platform/redis/index.js';
import { TaskEvents } from './task.events.js';
import { TaskService } from './task.service.js';
import type { TaskView } from './task.store.js';
import { hasEnded } from './task.js';

/** A task as it is after a wait. */
export interface Waited {
  readonly view: TaskView;
  /** False where the wait was given up before its time: for a shutdown, a client that went, or a Redis that did. */
  readonly inFull: boolean;
}

/** Waits for tasks to end, without asking: a held wait costs a little memory and no time. */
@Injectable()
export class TaskWaits {
  constructor(
    private readonly events: TaskEvents,
    private readonly tasks: TaskService,
  ) {}

  /**
   * Waits until a task has ended, the time is up, or the signal fires, and answers the task as it is then. Waiting is a
   * courtesy, so it never fails: while Redis is away the task is answered as it was last seen.
   *
   * Units: `ms` in milliseconds.
   */
  async untilEnded(view: TaskView, ms: number, signal: AbortSignal): Promise<Waited> {
    if (hasEnded(view.task.status)) return { view, inFull: true };
    if (signal.aborted) return { view, inFull: false };
    let latest = view;
    const ended = new Latch();
    try {
      const unwatch = await this.events.watch(view.task.owner, view.task.id, (change) => {
        if (change.ended) ended.open();
      });
      try {
        // It may have ended before the subscription began.
        latest = await this.read(view);
        if (hasEnded(latest.task.status)) return { view: latest, inFull: true };
        await ended.opened(ms, signal);
      } finally {
        unwatch();
      }
      return signal.aborted
        ? { view: latest, inFull: false }
        : { view: await this.read(latest), inFull: true };
    } catch (error) {
      if (error instanceof StoreUnavailableError) return { view: latest, inFull: false };
      throw error;
    }
  }

  private async read(known: TaskView): Promise<TaskView> {
    const lookup = await this.tasks.find(known.task.id, known.task.owner);
    return lookup.found === 'task' ? lookup.view : known;
  }
}

/** Opens once. */
class Latch {
  private isOpen = false;
  private release: (() => void) | undefined;

  open(): void {
    this.isOpen = true;
    this.release?.();
  }

  /** Resolves when it opens, the time is up, or the signal fires. */
  async opened(ms: number, signal: AbortSignal): Promise<void> {
    if (this.isOpen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      this.release = done;
    });
  }
}
