import { ConfigurationError } from '../config/index.js';
import type { RedisClient } from './redis.clients.js';
import { StoreUnavailableError } from './store-unavailable.error.js';

/** There may be a connection that nobody told of: a cluster has several. */
const PAUSE_MS = 100;

/** Replies by which a cluster says that a slot is on its way to another node. */
const ON_THE_WAY = /^(CLUSTERDOWN|TRYAGAIN|MOVED|ASK)\b/;

/**
 * Does again what was lost with its connection, for whoever outlives an outage. Every script that a worker runs may run twice.
 *
 * ioredis would send again itself what was under way, and what waited, but before anybody hears that there is a connection: so before
 * ServerOpenings could say that the server is another. The write of an attempt that has seen what is lost now would be accepted there.
 *
 * Source: ioredis, `readyHandler` in redis/event_handler: unfulfilled commands, then the offline queue, then the event.
 */
export class LostCommands {
  private nextTry: Promise<void> | undefined;

  /** The client is one that sends nothing twice and lets nothing wait; `isOver` tells that it will not come back. */
  constructor(
    private readonly client: RedisClient,
    private readonly isOver: () => boolean,
  ) {}

  /** Answers what `send` does once that is answered. Errors: what else it rejects with; the loss once the client is over. */
  async outlive<Reply>(send: () => Promise<Reply>): Promise<Reply> {
    for (;;) {
      try {
        return await send();
      } catch (error) {
        if (!wasLost(error) || this.isOver()) throw error;
      }
      await (this.nextTry ??= this.untilNextTry());
    }
  }

  private async untilNextTry(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let goOn = (): void => undefined;
    await new Promise<void>((resolve) => {
      goOn = resolve;
      timer = setTimeout(resolve, PAUSE_MS);
      this.client.once('ready', goOn);
    });
    clearTimeout(timer);
    this.client.off('ready', goOn);
    this.nextTry = undefined;
  }
}

function wasLost(error: unknown): boolean {
  if (!(error instanceof StoreUnavailableError)) return false;
  const { cause } = error;
  // What a server was judged unfit for stays.
  if (!(cause instanceof Error) || cause instanceof ConfigurationError) return false;
  return cause.name !== 'ReplyError' || ON_THE_WAY.test(cause.message);
}
