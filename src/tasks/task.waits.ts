import { Injectable } from '@nestjs/common';
import { StoreUnavailableError } from '../platform/redis/index.js';
import { TaskEvents } from './task.events.js';
import type { Expectation } from './task.replies.js';
import { TaskService } from './task.service.js';
import type { TaskView } from './task-view.js';
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
   * courtesy, so it never fails: while Redis is away the task is answered as it was last seen. `expected` is for a task
   * that was made for the request which waits.
   *
   * Units: `ms` in milliseconds.
   */
  async untilEnded(view: TaskView, ms: number, signal: AbortSignal, expected?: Expectation): Promise<Waited> {
    if (hasEnded(view.task.status)) return { view, inFull: true };
    if (signal.aborted) return { view, inFull: false };
    const seen = { latest: view };
    try {
      const ended =
        expected?.uid === view.task.uid
          ? await this.untilTold(view, expected, ms, signal)
          : await this.untilHeard(seen, ms, signal);
      if (ended !== undefined) return { view: ended, inFull: true };
      return signal.aborted
        ? { view: seen.latest, inFull: false }
        : { view: await this.read(seen.latest), inFull: true };
    } catch (error) {
      if (error instanceof StoreUnavailableError) return { view: seen.latest, inFull: false };
      throw error;
    }
  }

  /** Waits for the end of a task that this process made; answers it where it was told whole. */
  private async untilTold(
    { task }: TaskView,
    expected: Expectation,
    ms: number,
    signal: AbortSignal,
  ): Promise<TaskView | undefined> {
    const ended = new Latch();
    expected.onEnd = () => ended.open();
    if (expected.view !== undefined) return expected.view;
    const end = this.events.audited(task.id, (change) => {
      if (change.ended) ended.open();
    });
    await ended.opened(ms, signal);
    end();
    return expected.view;
  }

  /** Waits for the end of any task; answers it where it had come before the wait began. */
  private async untilHeard(
    seen: { latest: TaskView },
    ms: number,
    signal: AbortSignal,
  ): Promise<TaskView | undefined> {
    const ended = new Latch();
    const { id, owner } = seen.latest.task;
    const unwatch = await this.events.watch(owner, id, (change) => {
      if (change.ended) ended.open();
    });
    try {
      // It may have ended before the subscription began.
      seen.latest = await this.read(seen.latest);
      if (hasEnded(seen.latest.task.status)) return seen.latest;
      await ended.opened(ms, signal);
      return undefined;
    } finally {
      unwatch();
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
