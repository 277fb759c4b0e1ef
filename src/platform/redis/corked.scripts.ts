import type { Evaluator, LuaArgument } from './lua-script.js';
import { type RedisClient, serversOf } from './redis.clients.js';

/**
 * Runs scripts through a client that waits for Redis, or one of a cluster; those of one turn of the event loop leave in one write to each
 * server, since a system call is what each costs most. They stay commands of their own: what was not answered when a connection was cut is
 * sent again by itself, and what went to the wrong node goes on to the right one.
 */
export class CorkedScripts implements Evaluator {
  private corked = false;

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
    if (this.corked) return;
    this.corked = true;
    const streams = serversOf(this.client).flatMap(({ status, stream }) =>
      status === 'ready' ? [stream] : [],
    );
    for (const stream of streams) stream.cork();
    setImmediate(() => {
      this.corked = false;
      for (const stream of streams) stream.uncork();
    });
  }
}
