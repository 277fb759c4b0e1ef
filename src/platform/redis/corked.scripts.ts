import type { Writable } from 'node:stream';
import type { Evaluator, LuaArgument } from './lua-script.js';
import { type RedisClient, serversOf } from './redis.clients.js';

/**
 * So many scripts leave together. With more Redis would wait for this process to write them all, and then this process for Redis to
 * answer them all: neither would work while the other does.
 */
const TOGETHER = 8;

/**
 * Runs scripts through a client that waits for Redis, or one of a cluster; those of one turn of the event loop leave in few writes to each
 * server, since a system call is what each costs most. They stay commands of their own: what was not answered when a connection was cut is
 * sent again by itself, and what went to the wrong node goes on to the right one.
 */
export class CorkedScripts implements Evaluator {
  /** Those that are corked. */
  private streams: readonly Writable[] = [];
  private waiting = 0;

  constructor(private readonly client: RedisClient) {}

  evalsha(digest: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown> {
    this.cork();
    return this.client.evalsha(digest, keys, ...args);
  }

  eval(source: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown> {
    this.cork();
    return this.client.eval(source, keys, ...args);
  }

  private cork(): void {
    if (this.waiting === 0) setImmediate(() => this.flush());
    else if (this.waiting % TOGETHER === 0) this.uncork();
    this.waiting += 1;
    if (this.streams.length > 0) return;
    this.streams = serversOf(this.client).flatMap(({ status, stream }) =>
      status === 'ready' ? [stream] : [],
    );
    for (const stream of this.streams) stream.cork();
  }

  private flush(): void {
    this.waiting = 0;
    this.uncork();
  }

  private uncork(): void {
    for (const stream of this.streams) stream.uncork();
    this.streams = [];
  }
}
