import { Command, type Redis } from 'ioredis';
import type { Evaluator, LuaArgument } from './lua-script.js';

/**
 * Runs scripts; those of one turn of the event loop leave together, in one write.
 *
 * ioredis' own auto-pipelining does the same, with two commands, five promises and a list of results for each: a read of
 * a task took 8 % more of the API's time with it. As there, commands are handed over and written in one go, so that none is
 * written to another connection than the one that awaits its answer. For clients without an offline queue: what can't be
 * written is refused.
 */
export class ScriptBatch implements Evaluator {
  private waiting: Command[] = [];

  constructor(private readonly redis: Redis) {}

  evalsha(digest: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown> {
    return this.send('evalsha', [digest, keys, ...args]);
  }

  eval(source: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown> {
    return this.send('eval', [source, keys, ...args]);
  }

  private send(name: 'evalsha' | 'eval', args: LuaArgument[]): Promise<unknown> {
    const command = new Command(name, args, { replyEncoding: 'utf8' });
    // Like ioredis after the turn's events, so that all that these bring goes along.
    if (this.waiting.push(command) === 1) setImmediate(() => this.flush());
    return command.promise;
  }

  private flush(): void {
    const { redis, waiting } = this;
    this.waiting = [];
    let text = '';
    const collector = {
      isPipeline: true as const,
      destination: { redis },
      write: (data: string | Buffer) => (text += data.toString()),
    };
    // A refusal is the command's promise too.
    for (const command of waiting) void redis.sendCommand(command, collector);
    if (text !== '') redis.stream.write(text);
  }
}
