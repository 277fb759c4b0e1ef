import type { Redis } from 'ioredis';
import type { Evaluator, LuaArgument } from './lua-script.js';

/**
 * Runs scripts through a client that waits for Redis; those of one turn of the event loop leave in one write, since a system
 * call is what each costs most. They stay commands of their own, so what was not answered when a connection was cut is sent again by itself.
 */
export class CorkedScripts implements Evaluator {
  private corked = false;

  constructor(private readonly redis: Redis) {}

  evalsha(digest: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown> {
    this.cork();
    return this.redis.evalsha(digest, keys, ...args);
  }

  eval(source: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown> {
    this.cork();
    return this.redis.eval(source, keys, ...args);
  }

  private cork(): void {
    if (this.corked || this.redis.status !== 'ready') return;
    this.corked = true;
    const { stream } = this.redis;
    stream.cork();
    setImmediate(() => {
      this.corked = false;
      stream.uncork();
    });
  }
}
