import { Redis } from 'ioredis';
import type { ConnectionOptions } from './redis.options.js';

/** So long after its end a client begins anew, in milliseconds. */
const PAUSE_MS = 50;

/**
 * A client that ends only when it is told to. ioredis ends one for good where sentinels tell of a failover while it connects: its
 * FailoverDetector closes the connection that is being made, and that counts as an end nobody comes back from. Its duplicates last too,
 * BullMQ's among them.
 *
 * Source: ioredis, connectors/SentinelConnector/FailoverDetector.
 */
export class LastingRedis extends Redis {
  private left = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: ConnectionOptions) {
    super(options);
    const duplicate = (more: ConnectionOptions = {}): Redis => new LastingRedis({ ...this.options, ...more });
    this.duplicate = duplicate;
    this.on('end', () => {
      if (!this.left) this.timer = setTimeout(() => this.comeBack(), PAUSE_MS);
    });
  }

  override connect(...args: Parameters<Redis['connect']>): Promise<void> {
    this.left = false;
    return super.connect(...args);
  }

  override disconnect(reconnect = false): void {
    if (!reconnect) this.leave();
    super.disconnect(reconnect);
  }

  override quit(...args: Parameters<Redis['quit']>): ReturnType<Redis['quit']> {
    this.leave();
    return super.quit(...args);
  }

  private leave(): void {
    this.left = true;
    clearTimeout(this.timer);
  }

  private comeBack(): void {
    // What fails is told as an error and an end of its own.
    if (this.status === 'end') this.connect().catch(() => undefined);
  }
}
