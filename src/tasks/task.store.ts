import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { randomNames } from '../platform/random-names.js';
import { type LuaScript, MemoryWatch, RedisProvider } from '../platform/redis/index.js';
import { type Circumstances, circumstancesOf } from './circumstances.js';
import { limitArguments, mostPlacedTogether, type TaskLimit } from './task.limits.js';
import { freshSteps, freshText } from './steps.js';
import { askPartitions } from './partitions.js';
import { Placement } from './placement.js';
import { keptNames } from './kept-texts.js';
import { FIELD, keptOf } from './task-record.js';
import { taskScript } from './task-script.js';
import { PART, type TaskView, viewOf } from './task-view.js';
import { CANCELLED, type TaskRequestRecord, untouched } from './task.js';

/** What a reader finds: the task, or that its retention is over, or nothing that is theirs. */
export type TaskLookup =
  | { readonly found: 'task'; readonly view: TaskView }
  | { readonly found: 'expired' }
  | { readonly found: 'none' };

/** What a new task is made from. */
export interface NewTask {
  readonly owner: string;
  /** Whose limits it counts for, where that is not its owner. */
  readonly client?: string;
  readonly kind: string;
  readonly steps: readonly string[];
  readonly request: TaskRequestRecord;
  /** JSON text of the workflow's input. */
  readonly input: string;
  readonly requestId: string;
  /** The client's Idempotency-Key, where one was given. */
  readonly idempotencyKey?: string | undefined;
  /** A name that no other task ever has; made where none is given. */
  readonly uid?: string | undefined;
  /** The process that expects it. */
  readonly replyTo?: string | undefined;
  /** True for a read, which joins an identical one of the same owner that is still queued. */
  readonly shared?: boolean;
}

/** What became of an order: a new task, or a known one (its key came before, or it joined a read), as it is now. */
export type Created =
  /** `deliver`: whether its kind's queue must be told. */
  | { readonly outcome: 'created'; readonly view: TaskView; readonly deliver: boolean }
  | { readonly outcome: 'known'; readonly view: TaskView }
  | { readonly outcome: 'conflict' }
  | {
      readonly outcome: 'refused';
      readonly limit: TaskLimit;
      readonly amount: number;
      readonly around: Circumstances;
    };

/** How far a task has come. */
export interface TaskVersion {
  /** 0 once the task is kept no longer. */
  readonly version: number;
  readonly status: string;
}

const OPENED = taskScript('opened');
const CREATE = taskScript('create');
const READ = taskScript('read');
const CANCEL = taskScript('cancel');
const VERSIONS = taskScript('versions');

type CreateReply =
  | string
  | readonly ['known', id: number, view: string]
  | readonly ['conflict']
  | readonly ['refused', limit: TaskLimit, amount: number, workers: number, kind: string];

/**
 * Where tasks are accepted and read: the API's half of the store. Each task is in one partition, and so is all that one
 * call is about.
 *
 * Guarantees: `create` is one script, so a task is there with its places in lists and queue, or not at all; each call
 * is one round trip. A create whose answer is lost (the connection cut, Redis killed) may have happened: its caller
 * gets StoreUnavailableError and must treat the outcome as unknown.
 */
@Injectable()
export class TaskStore {
  private readonly placement: Placement;
  private readonly limits: string;
  /** What has to be on a replica first is handed to nobody, so that no worker begins what may be lost. */
  private readonly lease: number;

  constructor(
    private readonly redis: RedisProvider,
    private readonly settings: Settings,
    private readonly memory: MemoryWatch,
  ) {
    const { partitions } = redis.keys;
    this.placement = new Placement(partitions.length, mostPlacedTogether(settings));
    this.limits = limitArguments(settings).join(' ');
    this.lease = settings.durability === 'local' ? settings.leaseMs : 0;
    for (const { tasks } of partitions) redis.onServer(OPENED, tasks);
  }

  /**
   * Writes a new task, once for each idempotency key of an owner, and once for identical reads while the first is queued.
   *
   * Errors: StoreUnavailableError.
   */
  async create(order: NewTask): Promise<Created> {
    const uid = order.uid ?? newUid();
    const [key, fingerprint, share] = digestsOf(order);
    const { owner, kind, request, requestId, input, client = '' } = order;
    const partition = this.placement.partitionFor({ owner, key, share });
    // No part of the first two holds a space: what clients choose of them is encoded (see resource-path.ts) or has none.
    const reply = await this.accept<CreateReply>(partition, [
      `${owner} ${kind} ${request.verb} ${request.resource}`,
      keptNames(uid, requestId),
      freshText(order.steps),
      input,
      key,
      fingerprint,
      share,
      client,
      this.terms(partition),
      ...optionalFields(order, key),
    ]);
    if (typeof reply === 'string') return this.created(order, uid, reply);
    if (reply[0] === 'conflict') return { outcome: 'conflict' };
    if (reply[0] === 'refused') {
      const [outcome, limit, amount, workers, facts] = reply;
      return { outcome, limit, amount, around: circumstancesOf([0, workers, facts], this.partitions) };
    }
    const [, known, view] = reply;
    return { outcome: 'known', view: viewOf(known, view, this.partitions) };
  }

  /** Reads one task that the reader sees. Errors: StoreUnavailableError. */
  read(id: number, reader: string): Promise<TaskLookup> {
    return this.lookup(READ, id, [reader]);
  }

  /**
   * Asks that a task that the reader sees be cancelled, and answers it as it is then: cancelled, still active while it is undone,
   * or ended otherwise before.
   *
   * Errors: StoreUnavailableError; whether it was asked is then unknown, and asking again is harmless.
   */
  cancel(id: number, reader: string): Promise<TaskLookup> {
    return this.lookup(CANCEL, id, [reader, JSON.stringify(CANCELLED), this.settings.retentionMs]);
  }

  /** How far each of these tasks has come, in the order given. Errors: StoreUnavailableError. */
  async versions(ids: readonly number[]): Promise<readonly TaskVersion[]> {
    const reply = await askPartitions(ids, Number, this.partitions, (partition, own) =>
      this.run<readonly (readonly [number, string])[]>(VERSIONS, partition, own),
    );
    return reply.map(([version, status]) => ({ version, status }));
  }

  private created(order: NewTask, uid: string, reply: string): Created {
    const [id, created, deliver, ahead, workers, facts = ''] = reply.split(PART);
    const around = circumstancesOf([Number(ahead), Number(workers), facts], this.partitions);
    const nowMs = Math.floor(Number(created) / 1000);
    const { kind, owner, request, input, requestId } = order;
    const steps = freshSteps(order.steps);
    const task = untouched({
      id: Number(id),
      uid,
      kind,
      owner,
      createdMs: nowMs,
      steps,
      request,
      input,
      requestId,
    });
    return { outcome: 'created', view: { task, around, nowMs }, deliver: deliver === '1' };
  }

  /** What this process says with each order; see `terms_of` in lua/orders.lua. */
  private terms(partition: number): string {
    return `${this.limits} ${this.memory.full ? 1 : 0} ${partition} ${this.lease}`;
  }

  /** A task that was accepted may not be lost with one server, where that is wanted. */
  private accept<Reply>(partition: number, args: readonly string[]): Promise<Reply> {
    if (this.settings.durability === 'local') return this.run(CREATE, partition, args);
    return this.redis.runDurably(CREATE, this.redis.keys.partition(partition), args) as Promise<Reply>;
  }

  private async lookup(
    script: LuaScript,
    id: number,
    args: readonly (string | number)[],
  ): Promise<TaskLookup> {
    const reply = await this.run<string>(script, this.redis.keys.partitionOf(id), [id, ...args]);
    if (reply === 'none' || reply === 'expired') return { found: reply };
    return { found: 'task', view: viewOf(id, reply, this.partitions) };
  }

  private run<Reply>(
    script: LuaScript,
    partition: number,
    args: readonly (string | number)[],
  ): Promise<Reply> {
    return this.redis.run(script, this.redis.keys.partition(partition).tasks, args) as Promise<Reply>;
  }

  private get partitions(): number {
    return this.redis.keys.partitions.length;
  }
}

/** Names and values of the fields that not every record has. */
function optionalFields({ owner, request, input, client, replyTo }: NewTask, key: string): readonly string[] {
  const fields: string[] = [];
  const add = (name: string, value = ''): void => {
    if (value !== '') fields.push(name, value);
  };
  const [header, body] = keptOf(request, input);
  add(FIELD.header, header);
  add(FIELD.body, body);
  add(FIELD.key, key);
  add(FIELD.reply, replyTo);
  if (client !== owner) add(FIELD.client, client);
  return fields;
}

/** A name for a task that is unique for ever. */
export const newUid = randomNames(12, 'base64url');

/** Digests: keys may be long, and what is asked for is only ever compared. */
function digestsOf({
  idempotencyKey,
  shared,
  request,
  input,
}: NewTask): readonly [key: string, fingerprint: string, share: string] {
  const asked = (): string => digest(`${request.verb} ${request.resource} ${input}`);
  const [key, fingerprint] = idempotencyKey === undefined ? ['', ''] : [digest(idempotencyKey), asked()];
  return [key, fingerprint, shared === true ? asked() : ''];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
