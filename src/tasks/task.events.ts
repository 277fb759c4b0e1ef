import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { EventLogger } from '../platform/logging/index.js';
import { RedisProvider, RedisSubscriber } from '../platform/redis/index.js';
import { TaskStore } from './task.store.js';
import { hasEnded, TASK_STATUSES } from './task.js';

/** That a task has changed. */
export interface TaskChange {
  readonly id: number;
  readonly version: number;
  /** True when nothing will follow. */
  readonly ended: boolean;
}

/** Hears of changes, in order, and now and then of one it knows already. */
export type ChangeListener = (change: TaskChange) => void;

/**
 * How often the versions of all watched tasks are compared with what Redis has, in one cheap call for 500 of them: a
 * message may be lost though no connection was.
 */
const AUDIT_MS = 20_000;

/** An audit that failed is tried again so soon. */
const AGAIN_MS = 500;

const BATCH = 500;

/**
 * Tells of changes to tasks as they happen, in whatever process. Subscribe, then read, then wait: what changes after
 * `watch` has resolved is heard of.
 */
@Injectable()
export class TaskEvents implements OnModuleInit, OnApplicationShutdown {
  private readonly watched = new Map<number, Set<ChangeListener>>();
  private readonly gaps = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private again: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly subscriber: RedisSubscriber,
    private readonly redis: RedisProvider,
    private readonly store: TaskStore,
    private readonly log: EventLogger,
  ) {}

  onModuleInit(): void {
    this.subscriber.onGap(() => void this.audit());
    this.timer = setInterval(() => void this.audit(), AUDIT_MS);
    this.timer.unref();
  }

  /** Watches one task of an owner; resolves to the function that ends it. Errors: StoreUnavailableError. */
  async watch(owner: string, id: number, listener: ChangeListener): Promise<() => void> {
    const partition = this.redis.keys.partitionOf(id);
    const channel = this.redis.keys.partition(partition).changes(owner, id);
    const hear = (message: string): void => listener(changeOf(message));
    const unsubscribe = await this.subscriber.subscribe(partition, channel, hear);
    const end = this.audited(id, listener);
    return () => {
      unsubscribe();
      end();
    };
  }

  /** Hears of a task's changes at least as often as audits come, without a subscription. Answers what ends it. */
  audited(id: number, listener: ChangeListener): () => void {
    const listeners = this.watched.get(id) ?? new Set();
    this.watched.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.watched.get(id) === listeners) this.watched.delete(id);
    };
  }

  /**
   * Watches all tasks that a reader sees, an owner's or EVERYONE's, on one channel of each partition. `onGap` tells, now
   * and then and after each outage, that changes may have been missed.
   *
   * Errors: StoreUnavailableError.
   */
  async watchAll(reader: string, listener: ChangeListener, onGap: () => void): Promise<() => void> {
    const channels = this.redis.keys.partitions.map((partition) => partition.allChanges(reader));
    const unsubscribe = await this.subscribeAll(channels, (message) => {
      for (const line of message.split('\n')) listener(changeOf(line));
    });
    this.gaps.add(onGap);
    return () => {
      unsubscribe();
      this.gaps.delete(onGap);
    };
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.again);
  }

  /** Listens to these channels, one of each partition, or to none. */
  private async subscribeAll(
    channels: readonly string[],
    listener: (message: string) => void,
  ): Promise<() => void> {
    const begun = await Promise.allSettled(
      channels.map((channel, partition) => this.subscriber.subscribe(partition, channel, listener)),
    );
    const unsubscribe = (): void => {
      for (const one of begun) if (one.status === 'fulfilled') one.value();
    };
    const failed = begun.find((one) => one.status === 'rejected');
    if (failed === undefined) return unsubscribe;
    unsubscribe();
    throw failed.reason;
  }

  private async audit(): Promise<void> {
    for (const gap of this.gaps) gap();
    await this.compareAll();
  }

  private async compareAll(): Promise<void> {
    try {
      const ids = [...this.watched.keys()];
      for (let i = 0; i < ids.length; i += BATCH) await this.compare(ids.slice(i, i + BATCH));
    } catch (err) {
      // Messages and commands have connections of their own, and the one may be back before the other.
      this.log.debug('events.not-audited', { err });
      if (this.stopped) return;
      clearTimeout(this.again);
      this.again = setTimeout(() => void this.compareAll(), AGAIN_MS).unref();
    }
  }

  private async compare(ids: readonly number[]): Promise<void> {
    const versions = await this.store.versions(ids);
    for (const [index, { version, status }] of versions.entries()) {
      const id = ids[index] ?? 0;
      for (const listener of this.watched.get(id) ?? []) listener(change(id, version, status));
    }
  }
}

function changeOf(message: string): TaskChange {
  const [id, version, status] = message.split(' ');
  return change(Number(id), Number(version), status ?? '');
}

function change(id: number, version: number, status: string): TaskChange {
  const known = TASK_STATUSES.find((one) => one === status);
  // A task that is kept no longer has no status; it ended before.
  return { id, version, ended: known === undefined || hasEnded(known) };
}
