import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { EventLogger } from '../logging/index.js';
import { asStoreError } from './store-error.js';

/** Injection token of the process's one ioredis client for subscriptions. */
export const REDIS_SUBSCRIBER_CLIENT = Symbol('REDIS_SUBSCRIBER_CLIENT');

/** Hears what is published on a channel. */
export type Listener = (message: string) => void;

interface Subscription {
  readonly listeners: Set<Listener>;
  /** Resolves once Redis has it. */
  readonly begun: Promise<unknown>;
}

/** Channels of one SUBSCRIBE at most, so that subscribing anew after an outage holds nobody up. */
const BATCH = 500;

/**
 * Between two PINGs. A connection whose other end is lost falls silent without being cut, and nothing else is sent on
 * it by which that would be noticed; together with the deadline of a command this bounds how long messages are missed.
 */
const PING_MS = 5_000;

/**
 * The process's one connection for messages. Redis keeps none for those who are away: after each new connection,
 * `onGap` tells that some may have been missed, and whoever depends on them must look for itself.
 *
 * Subscribing again is done here and not by ioredis, because `onGap` must come after it.
 */
@Injectable()
export class RedisSubscriber implements OnModuleInit, OnApplicationShutdown {
  private readonly channels = new Map<string, Subscription>();
  private readonly gapListeners: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    @Inject(REDIS_SUBSCRIBER_CLIENT) private readonly client: Redis,
    private readonly log: EventLogger,
  ) {}

  onModuleInit(): void {
    this.client.on('message', (channel: string, message: string) =>
      tell(this.channels.get(channel), message),
    );
    this.client.on('error', (err: Error) => this.log.debug('redis.subscriber-error', { err }));
    this.client.on('ready', () => void this.resume());
    this.client.connect().catch((err: unknown) => this.log.debug('redis.subscriber-error', { err }));
    this.timer = setInterval(() => void this.ping(), PING_MS);
    this.timer.unref();
  }

  /**
   * Listens to a channel; resolves, once Redis knows, to the function that ends it.
   *
   * Errors: StoreUnavailableError when Redis is away or over its deadline.
   */
  async subscribe(channel: string, listener: Listener): Promise<() => void> {
    const subscription = this.channels.get(channel) ?? this.begin(channel);
    subscription.listeners.add(listener);
    const end = (): void => {
      subscription.listeners.delete(listener);
      if (subscription.listeners.size === 0 && this.channels.get(channel) === subscription) this.end(channel);
    };
    try {
      await subscription.begun;
      return end;
    } catch (error) {
      end();
      throw asStoreError(error);
    }
  }

  /** Listens to a channel for as long as the process lives, from whenever Redis can be reached. */
  always(channel: string, listener: Listener): void {
    this.channels.set(channel, { listeners: new Set([listener]), begun: Promise.resolve() });
    if (this.client.status === 'ready') void this.resume();
  }

  /** Tells, after each new connection, that messages may have been missed. */
  onGap(listener: () => void): void {
    this.gapListeners.push(listener);
  }

  /** How many channels somebody listens to. */
  get size(): number {
    return this.channels.size;
  }

  onApplicationShutdown(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.client.disconnect();
  }

  private begin(channel: string): Subscription {
    const subscription = { listeners: new Set<Listener>(), begun: this.client.subscribe(channel) };
    this.channels.set(channel, subscription);
    return subscription;
  }

  private end(channel: string): void {
    this.channels.delete(channel);
    // A connection that is gone has forgotten it already.
    this.client.unsubscribe(channel).catch(() => undefined);
  }

  private async resume(): Promise<void> {
    try {
      const channels = [...this.channels.keys()];
      for (let i = 0; i < channels.length; i += BATCH) {
        // Those that ended while the batches before were under way are not begun again: nobody would end them.
        const batch = channels.slice(i, i + BATCH).filter((channel) => this.channels.has(channel));
        if (batch.length > 0) await this.client.subscribe(...batch);
      }
      for (const listener of this.gapListeners) listener();
    } catch (err) {
      if (this.closed) return;
      // The connection was lost again, and comes back here; or Redis is too slow to go on with it.
      this.log.warn('redis.not-resubscribed', { err });
      this.client.disconnect(true);
    }
  }

  /** Gives up a connection that does not answer: the next one tells of the gap. */
  private async ping(): Promise<void> {
    if (this.client.status !== 'ready') return;
    try {
      await this.client.ping();
    } catch (err) {
      if (this.closed) return;
      this.log.debug('redis.subscriber-error', { err });
      this.client.disconnect(true);
    }
  }
}

function tell(subscription: Subscription | undefined, message: string): void {
  for (const listener of subscription?.listeners ?? []) listener(message);
}
