import { Command, type Redis } from 'ioredis';
import type { Evaluator, LuaArgument } from './lua-script.js';

/**
 * So many scripts leave together at most. With all of a turn in one write this process would do nothing while Redis carries them
 * out, and Redis nothing while it writes the answers: on Node 24 that took a third of the orders a process can accept.
 */
const TOGETHER = 16;

/**
 * Runs scripts; those of one turn of the event loop leave together, in few writes.
 *
 * ioredis' own auto-pipelining does the same, with two commands, five promises and a list of results for each: a read of
 * a task took 8 % more of the API's time with it. As there, commands are handed over and written in one go, so that none is
 * written to another connection than the one that awaits its answer. For clients without an offline queue: what can't be
 * written is refused.
 */
export class ScriptBatch implements Evaluator {
  private waiting: Command[] = [];
  private scheduled = false;

  constructor(private readonly redis: Redis) {}

  evalsha(digest: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown> {
    return this.send('evalsha', [digest, keys, ...args]);
  }

  eval(source: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown> {
    return this.send('eval', [source, keys, ...args]);
  }

  private send(name: 'evalsha' | 'eval', args: LuaArgument[]): Promise<unknown> {
    const command = new Command(name, args, { replyEncoding: 'utf8' });
    if (this.waiting.push(command) === TOGETHER) this.flush();
    else if (!this.scheduled) this.schedule();
    return command.promise;
  }

  /** Like ioredis after the turn's events, so that all that these bring goes along. */
  private schedule(): void {
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
    });
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
