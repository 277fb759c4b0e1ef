import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RedisProvider } from '../platform/redis/index.js';
import { type Circumstances, type CircumstancesReply, circumstancesOf } from './circumstances.js';
import { encodeSteps, freshSteps } from './steps.js';
import { fieldsOf, taskOf } from './task-record.js';
import { taskScript } from './task-script.js';
import type { Task, TaskRequestRecord } from './task.js';

/** A task as a moment shows it, with what an estimate needs. */
export interface TaskView {
  readonly task: Task;
  readonly around: Circumstances;
  /** Epoch milliseconds by Redis' clock when it was read. */
  readonly nowMs: number;
}

/** What a reader finds: the task, or that its retention is over, or nothing that is theirs. */
export type TaskLookup =
  | { readonly found: 'task'; readonly view: TaskView }
  | { readonly found: 'expired' }
  | { readonly found: 'none' };

/** What a new task is made from. */
export interface NewTask {
  readonly owner: string;
  readonly kind: string;
  readonly steps: readonly string[];
  readonly request: TaskRequestRecord;
  /** JSON text of the workflow's input. */
  readonly input: string;
  readonly requestId: string;
  /** The client's Idempotency-Key, where one was given. */
  readonly idempotencyKey?: string;
}

/** What became of an order: a new task, or the one that was made when its key came before. */
export type Created =
  | { readonly outcome: 'created'; readonly view: TaskView }
  | { readonly outcome: 'repeated'; readonly id: number }
  | { readonly outcome: 'conflict' };

/** What every task has in common before a worker saw it. */
const UNTOUCHED = {
  status: 'queued',
  version: 1,
  progress: 0,
  attempt: 0,
  pickups: 0,
  startedMs: undefined,
  endedMs: undefined,
  result: undefined,
  location: undefined,
  error: undefined,
} as const;

const CREATE = taskScript('create');
const READ = taskScript('read');

type CreateReply =
  | readonly ['created', id: number, now: number, around: CircumstancesReply]
  | readonly ['repeated', id: number]
  | readonly ['conflict'];
type ReadReply =
  | readonly ['task', now: number, fields: string, around: CircumstancesReply]
  | readonly ['expired']
  | readonly ['none'];

/**
 * Where tasks are accepted and read: the API's half of the store.
 *
 * Guarantees: `create` is one script, so a task is there with its places in lists and queue, or not at all; each call
 * is one round trip. A create whose answer is lost (the connection cut, Redis killed) may have happened: its caller
 * gets StoreUnavailableError and must treat the outcome as unknown.
 */
@Injectable()
export class TaskStore {
  constructor(private readonly redis: RedisProvider) {}

  /** Writes a new task, once for each idempotency key of an owner. Errors: StoreUnavailableError. */
  async create(order: NewTask): Promise<Created> {
    const uid = randomBytes(12).toString('base64url');
    const steps = freshSteps(order.steps);
    const { owner, kind, request, input, requestId } = order;
    const { resource, verb, header, body } = request;
    // Most bodies are the input; such a text is kept once.
    const own = body === input ? '' : body;
    const args = [owner, kind, uid, verb, resource, header, own, input, encodeSteps(steps), requestId];
    const keyed = [...args, ...keyArguments(order)];
    const reply = (await this.redis.run(CREATE, this.redis.keys.tasks, keyed)) as CreateReply;
    if (reply[0] === 'conflict') return { outcome: 'conflict' };
    if (reply[0] === 'repeated') return { outcome: 'repeated', id: reply[1] };
    const [, id, nowMs, around] = reply;
    const task: Task = {
      ...UNTOUCHED,
      id,
      uid,
      kind,
      owner,
      createdMs: nowMs,
      steps,
      request,
      input,
      requestId,
    };
    return { outcome: 'created', view: { task, around: circumstancesOf(around), nowMs } };
  }

  /** Reads one task of an owner. Errors: StoreUnavailableError. */
  async read(id: number, owner: string): Promise<TaskLookup> {
    const reply = (await this.redis.run(READ, this.redis.keys.tasks, [id, owner])) as ReadReply;
    if (reply[0] !== 'task') return reply[0] === 'expired' ? { found: 'expired' } : { found: 'none' };
    const [, nowMs, fields, around] = reply;
    return {
      found: 'task',
      view: { task: taskOf(id, fieldsOf(fields)), around: circumstancesOf(around), nowMs },
    };
  }
}

/** Digests: keys may be long, and what is asked for is only ever compared. */
function keyArguments({
  idempotencyKey,
  request,
  input,
}: NewTask): readonly [key: string, fingerprint: string] {
  if (idempotencyKey === undefined) return ['', ''];
  return [digest(idempotencyKey), digest(`${request.verb} ${request.resource} ${input}`)];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
