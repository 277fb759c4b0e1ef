import type { Redis } from 'ioredis';
import type { EventLogger } from '../logging/index.js';
import type { Deadline } from './deadline.js';
import { asStoreError } from './store-error.js';

/** Hears what is published on a channel. */
export type Listener = (message: string) => void;

interface Subscription {
  readonly listeners: Set<Listener>;
  /** Resolves once Redis has it. */
  readonly begun: Promise<unknown>;
  /** Told when a new connection has it again. */
  readonly resumed?: () => void;
}

/** Channels of one SSUBSCRIBE at most, so that subscribing anew after an outage holds nobody up. */
const BATCH = 500;

/**
 * One connection for messages, and the channels that are listened to on it. After each new connection it subscribes again, and then
 * tells of the gap: ioredis would do the first by itself, but does not say when it is done.
 */
export class MessageConnection {
  private readonly channels = new Map<string, Subscription>();
  private closed = false;
  /** True since it could not listen again to what it had. */
  private failing = false;

  constructor(
    private readonly client: Redis,
    private readonly deadline: Deadline,
    private readonly onGap: () => void,
    private readonly log: EventLogger,
  ) {}

  /** Begins to connect; waits for nothing. */
  open(): void {
    this.client.on('smessage', (channel: string, message: string) =>
      tell(this.channels.get(channel), message),
    );
    this.client.on('error', (err: Error) => this.log.debug('redis.subscriber-error', { err }));
    this.client.on('ready', () => void this.resume());
    this.client.connect().catch((err: unknown) => this.log.debug('redis.subscriber-error', { err }));
  }

  /** Listens to a channel; resolves, once Redis knows, to the function that ends it. Errors: StoreUnavailableError. */
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

  /** Gives up a connection that does not answer: the next one tells of the gap. */
  async ping(): Promise<void> {
    if (this.client.status !== 'ready') return;
    try {
      await this.deadline.within(this.client.ping());
    } catch (err) {
      if (this.closed) return;
      this.log.debug('redis.subscriber-error', { err });
      this.client.disconnect(true);
    }
  }

  /** How many channels somebody listens to. */
  get size(): number {
    return this.channels.size;
  }

  close(): void {
    this.closed = true;
    this.client.disconnect();
  }

  private begin(channel: string): Subscription {
    let resumed = (): void => undefined;
    const again = new Promise<void>((resolve) => {
      resumed = resolve;
    });
    const begun = this.deadline
      .within(this.client.ssubscribe(channel))
      .catch((error: unknown) => this.soon(again, error));
    const subscription = { listeners: new Set<Listener>(), begun, resumed };
    this.channels.set(channel, subscription);
    return subscription;
  }

  /** A connection that is just being made, or goes on to another node, may have the channel in time. Errors: the given one. */
  private async soon(resumed: Promise<void>, error: unknown): Promise<void> {
    if (this.client.status === 'ready' && !isMoved(error)) throw error;
    await this.deadline.within(resumed).catch(() => {
      throw error;
    });
  }

  private end(channel: string): void {
    this.channels.delete(channel);
    // A connection that is gone has forgotten it already.
    this.client.sunsubscribe(channel).catch(() => undefined);
  }

  private async resume(): Promise<void> {
    try {
      const channels = [...this.channels.keys()];
      for (let i = 0; i < channels.length; i += BATCH) {
        // Those that ended while the batches before were under way are not begun again: nobody would end them.
        const batch = channels.slice(i, i + BATCH).filter((channel) => this.channels.has(channel));
        if (batch.length > 0) await this.deadline.within(this.client.ssubscribe(...batch));
        for (const channel of batch) this.channels.get(channel)?.resumed?.();
      }
      this.failing = false;
      this.onGap();
    } catch (err) {
      if (this.closed) return;
      // The connection was lost again, and comes back here, perhaps to the node that has the channels now; or Redis is too slow to
      // go on with it.
      if (!isMoved(err) && !this.failing) this.log.warn('redis.not-resubscribed', { err });
      this.failing ||= !isMoved(err);
      this.client.disconnect(true);
    }
  }
}

function tell(subscription: Subscription | undefined, message: string): void {
  for (const listener of subscription?.listeners ?? []) listener(message);
}

/** On a cluster another node has the channel; the client goes there. */
function isMoved(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('MOVED ');
}
