import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Settings } from '../config/index.js';
import { EventLogger } from '../logging/index.js';
import { Deadline } from './deadline.js';
import { type Listener, MessageConnection } from './message.connection.js';
import { commandDeadlineMs } from './redis.clients.js';

/** Injection token of the process's ioredis clients for subscriptions: one, or one for each partition of the tasks. */
export const REDIS_SUBSCRIBER_CLIENTS = Symbol('REDIS_SUBSCRIBER_CLIENTS');

/**
 * Between two PINGs. A connection whose other end is lost falls silent without being cut, and nothing else is sent on
 * it by which that would be noticed; together with the deadline of a command this bounds how long messages are missed.
 */
const PING_MS = 5_000;

/**
 * Where the process hears messages. Redis keeps none for those who are away: after each new connection, `onGap` tells that
 * some may have been missed, and whoever depends on them must look for itself.
 */
@Injectable()
export class RedisSubscriber implements OnModuleInit, OnApplicationShutdown {
  private readonly connections: readonly MessageConnection[];
  private readonly gapListeners: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(REDIS_SUBSCRIBER_CLIENTS) clients: readonly Redis[],
    settings: Settings,
    log: EventLogger,
  ) {
    const deadline = new Deadline(commandDeadlineMs(settings));
    const onGap = (): void => {
      for (const listener of this.gapListeners) listener();
    };
    this.connections = clients.map((client) => new MessageConnection(client, deadline, onGap, log));
  }

  onModuleInit(): void {
    for (const connection of this.connections) connection.open();
    this.timer = setInterval(() => {
      void this.ping();
    }, PING_MS);
    this.timer.unref();
  }

  /**
   * Listens to a channel of a partition; resolves, once Redis knows, to the function that ends it.
   *
   * Errors: StoreUnavailableError when Redis is away or over its deadline.
   */
  async subscribe(partition: number, channel: string, listener: Listener): Promise<() => void> {
    return this.connectionOf(partition).subscribe(channel, listener);
  }

  /** Listens to a channel of a partition for as long as the process lives, from whenever Redis can be reached. */
  always(partition: number, channel: string, listener: Listener): void {
    this.connectionOf(partition).always(channel, listener);
  }

  /** Tells, after each new connection, that messages may have been missed. */
  onGap(listener: () => void): void {
    this.gapListeners.push(listener);
  }

  /** Resolves once all connections were heard to answer: what was published before is then heard, or lost with one of them. */
  async ping(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.ping()));
  }

  /** How many channels somebody listens to. */
  get size(): number {
    return this.connections.reduce((sum, { size }) => sum + size, 0);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    for (const connection of this.connections) connection.close();
  }

  private connectionOf(partition: number): MessageConnection {
    const connection = this.connections[partition % this.connections.length];
    if (connection === undefined) throw new Error('there is no connection for messages');
    return connection;
  }
}
