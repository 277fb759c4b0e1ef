import type { Deadline } from './deadline.js';
import { type LuaArgument, type LuaScript, runLua } from './lua-script.js';
import { type RedisClient, serversOf } from './redis.clients.js';
import { asStoreError } from './store-error.js';

/**
 * So many calls leave together at most. With all of a turn in one write this process would do nothing while Redis carries them
 * out, and Redis nothing while it writes the answers: on Node 24 that took a third of the orders a process can accept.
 */
const TOGETHER = 32;

/** A call that is a command of its own counts as so many. */
const ALONE = 8;

interface Call {
  readonly args: readonly LuaArgument[];
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Calls of one script with the same keys. */
interface Group {
  readonly script: LuaScript;
  readonly keys: readonly string[];
  readonly calls: Call[];
}

/**
 * Runs scripts; those of one turn of the event loop leave together, calls of one script with the same keys as one command: a command costs
 * this process as much as a script's commands cost Redis, and beginning a script costs Redis as much again.
 */
export class ScriptBatch {
  private groups: Group[] = [];
  private waiting = 0;
  private scheduled = false;

  constructor(
    private readonly client: RedisClient,
    private readonly deadline: Deadline,
  ) {}

  /**
   * Runs a script. The first key says which calls may go together: those with the same must have the others in common too.
   *
   * Errors: StoreUnavailableError when Redis is away, refuses writes or is over the deadline; the reply error otherwise.
   */
  run(script: LuaScript, keys: readonly string[], args: readonly LuaArgument[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.groupOf(script, keys).calls.push({ args, resolve, reject });
      this.waiting += script.alone === true ? ALONE : 1;
      if (this.waiting >= TOGETHER) this.flush();
      else if (!this.scheduled) this.schedule();
    });
  }

  private groupOf(script: LuaScript, keys: readonly string[]): Group {
    const known =
      script.alone === true
        ? undefined
        : this.groups.find((group) => group.script === script && group.keys[0] === keys[0]);
    if (known !== undefined) return known;
    const group = { script, keys, calls: [] };
    this.groups.push(group);
    return group;
  }

  /** After the turn's events, so that all that these bring goes along. */
  private schedule(): void {
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    const { groups } = this;
    this.groups = [];
    this.waiting = 0;
    // A system call is what a command costs most, so all leave in one write to each server.
    const streams = groups.length > 1 ? serversOf(this.client).filter(isReady).map(streamOf) : [];
    for (const stream of streams) stream.cork();
    for (const group of groups) this.send(group);
    for (const stream of streams) stream.uncork();
  }

  private send({ script, keys, calls }: Group): void {
    const answers = runLua(this.client, { script, keys, calls: calls.map(({ args }) => args) });
    this.deadline.within(answers).then(
      (each) => {
        for (const [index, { resolve, reject }] of calls.entries()) {
          const answer = each[index];
          if (answer instanceof Error) reject(asStoreError(answer));
          else resolve(answer);
        }
      },
      (error: unknown) => {
        for (const { reject } of calls) reject(asStoreError(error));
      },
    );
  }
}

type Server = ReturnType<typeof serversOf>[number];
const isReady = ({ status }: Server): boolean => status === 'ready';
const streamOf = ({ stream }: Server): Server['stream'] => stream;
