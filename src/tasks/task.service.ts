import { Injectable } from '@nestjs/common';
import { EventLogger } from '../platform/logging/index.js';
import { KindRegistry } from './kind.registry.js';
import { TaskList, type TaskFilter, type TaskPage } from './task.list.js';
import { retryAfterSeconds, TaskRefusedError } from './task.limits.js';
import { TaskQueues } from './task.queue.js';
import { type Created, type NewTask, TaskStore, type TaskLookup } from './task.store.js';
import type { TaskView } from './task-view.js';
import type { Expectation } from './task.replies.js';
import type { Submission } from './task-kind.js';

/** The request that a task is submitted for. */
export interface Asked {
  readonly owner: string;
  /** Whose limits it counts for, where that is not its owner. */
  readonly client: string;
  /** The path, in one spelling. */
  readonly resource: string;
  readonly verb: string;
  /** What the task document shows of a body: as it was accepted, not as it was sent. */
  readonly body: 'none' | 'is the input';
  readonly requestId: string;
  /** A name that no other task ever has: the request's id, where that was made here. */
  readonly uid: string;
  /** The client's Idempotency-Key, where one was given. */
  readonly idempotencyKey: string | undefined;
  /** By which its end is expected, where the request is held. */
  readonly expected: Expectation | undefined;
}

/** Thrown when an idempotency key came with something else before. */
export class IdempotencyConflictError extends Error {}

/** What the API does with tasks, free of HTTP. A reader is whose tasks somebody sees: an owner's, or EVERYONE's. */
@Injectable()
export class TaskService {
  constructor(
    private readonly store: TaskStore,
    private readonly tasks: TaskList,
    private readonly queues: TaskQueues,
    private readonly kinds: KindRegistry,
    private readonly log: EventLogger,
  ) {}

  /**
   * Accepts a task: once this resolves, the record is the promise. Its delivery is under way beside the answer, and if
   * it is lost the sweep delivers. The same key and request again, or the same read while the first is queued: the same
   * task, as it is now.
   *
   * Errors: StoreUnavailableError; whether the task was accepted is then unknown. IdempotencyConflictError, TaskRefusedError:
   * it was not.
   */
  async submit(submission: Submission, asked: Asked): Promise<TaskView> {
    const { kind } = submission;
    const { owner, requestId } = asked;
    const created = await this.store.create(this.orderOf(submission, asked));
    if (created.outcome === 'conflict') throw new IdempotencyConflictError();
    if (created.outcome === 'refused') throw this.refusal(kind, created);
    const { view } = created;
    if (created.outcome === 'known') return view;
    const { id } = view.task;
    this.log.info('task.accepted', { task: id, kind, requestId, owner });
    if (created.deliver) this.deliver(kind, id, requestId);
    return view;
  }

  private orderOf({ kind, input }: Submission, asked: Asked): NewTask {
    const { owner, client, resource, verb, requestId, uid, idempotencyKey, expected } = asked;
    const text = JSON.stringify(input);
    return {
      owner,
      client,
      kind,
      steps: this.kinds.ordered(kind),
      request: { resource, verb, header: '{}', body: asked.body === 'none' ? '{}' : text },
      input: text,
      requestId,
      idempotencyKey,
      uid,
      replyTo: expected?.replyTo,
      shared: verb === 'GET',
    };
  }

  private deliver(kind: string, task: number, requestId: string): void {
    this.queues.deliver(kind, task).catch((err: unknown) => {
      this.log.warn('task.not-enqueued', { task, kind, requestId, err });
    });
  }

  private refusal(
    kind: string,
    { limit, amount, around }: Created & { readonly outcome: 'refused' },
  ): TaskRefusedError {
    const seconds = retryAfterSeconds({ limit, amount, around, plan: this.kinds.plan(kind) });
    this.log.debug('task.refused', { kind, limit, retryAfterSeconds: seconds });
    return new TaskRefusedError(limit, seconds);
  }

  /** Finds one task. Errors: StoreUnavailableError. */
  find(id: number, reader: string): Promise<TaskLookup> {
    return this.store.read(id, reader);
  }

  /** Asks that a task be cancelled, and answers it as it is then. Errors: StoreUnavailableError. */
  async cancel(id: number, reader: string, requestId: string): Promise<TaskLookup> {
    const lookup = await this.store.cancel(id, reader);
    if (lookup.found === 'task') {
      const { kind, status } = lookup.view.task;
      this.log.info('task.cancel-asked', { task: id, kind, requestId, status });
    }
    return lookup;
  }

  /** Reads some tasks, as a list shows them. Errors: StoreUnavailableError. */
  async some(reader: string, ids: readonly number[]): Promise<readonly TaskView[]> {
    return ids.length === 0 ? [] : this.tasks.some(reader, ids);
  }

  /** Reads a page of tasks, newest first. Errors: StoreUnavailableError. */
  page(reader: string, filter: TaskFilter, limit: number, before: number | undefined): Promise<TaskPage> {
    return this.tasks.page(reader, filter, limit, before);
  }
}
