import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { PREFIX } from './fleet.js';
import type { Order } from './orders.js';

/** Delivers some tasks once more: what BullMQ does after a lost acknowledgement. */
export class Doubler {
  private readonly client: Redis;
  private readonly queues = new Map<string, Queue>();
  private readonly under: Promise<unknown>[] = [];

  constructor(redis: Redis) {
    this.client = redis.duplicate();
    this.client.on('error', () => undefined);
  }

  deliver({ doubled, path, method }: Order): void {
    if (!doubled) return;
    const made = path === '/notes' ? 'note-write' : 'car-build';
    const kind = method === 'GET' ? 'car-read' : made;
    const options = { removeOnComplete: true, removeOnFail: true };
    this.under.push(
      this.queue(kind)
        .add(kind, {}, options)
        .catch(() => undefined),
    );
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.under);
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    this.client.disconnect();
  }

  private queue(kind: string): Queue {
    const known = this.queues.get(kind);
    if (known !== undefined) return known;
    const queue = new Queue(kind, { connection: this.client, prefix: `{${PREFIX}:queues}` });
    queue.on('error', () => undefined);
    this.queues.set(kind, queue);
    return queue;
  }
}
