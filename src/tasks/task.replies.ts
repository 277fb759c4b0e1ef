import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RedisProvider, RedisSubscriber } from '../platform/redis/index.js';
import { circumstancesOf } from './circumstances.js';
import { fieldsOf, taskOf } from './task-record.js';
import type { TaskView } from './task-view.js';

/** The end of a task that is about to be made, expected by its uid. */
export interface Expectation {
  readonly uid: string;
  /** The name of this process as a task's record has it. */
  readonly replyTo: string;
  /** The task once it has ended. */
  view: TaskView | undefined;
  /** Called when it has. */
  onEnd: () => void;
}

/** Nothing is estimated of a task that has ended. */
const NOTHING_AROUND = circumstancesOf([0, 0, ''], 1);

/**
 * Hears of the ends of tasks that this process has made and whose requests it holds, each with its whole record: such a
 * wait needs neither a subscription of its own nor a read. Begun before the task is made, so that no end comes too soon.
 */
@Injectable()
export class TaskReplies implements OnModuleInit {
  private readonly process = randomBytes(9).toString('base64url');
  private readonly expected = new Map<string, Expectation>();

  constructor(
    private readonly subscriber: RedisSubscriber,
    private readonly redis: RedisProvider,
  ) {}

  onModuleInit(): void {
    for (const [partition, keys] of this.redis.keys.partitions.entries())
      this.subscriber.always(partition, keys.replies(this.process), (message) => this.hear(message));
  }

  /** Expects the end of a task that is made with this uid, until it is forgotten. */
  expect(uid: string): Expectation {
    const expectation = { uid, replyTo: this.process, view: undefined, onEnd: () => undefined };
    this.expected.set(uid, expectation);
    return expectation;
  }

  forget({ uid }: Expectation): void {
    this.expected.delete(uid);
  }

  private hear(message: string): void {
    const parts = message.split('\0');
    const [uid = '', id, now] = parts;
    const expectation = this.expected.get(uid);
    if (expectation === undefined) return;
    const task = taskOf(Number(id), fieldsOf(parts, 3));
    expectation.view = { task, around: NOTHING_AROUND, nowMs: Number(now) };
    expectation.onEnd();
  }
}
