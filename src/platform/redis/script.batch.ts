import type { Deadline } from './deadline.js';
import { type LuaArgument, type LuaScript, runLua } from './lua-script.js';
import { type RedisClient, serversOf } from './redis.clients.js';
import { asStoreError } from './store-error.js';

/** So many calls leave together at most, so that no command holds Redis up for long. */
export const MOST_TOGETHER = 32;

/**
 * How many calls leave together at most, in a process of which so many may be under way at once: equal shares, and at least two. With all in
 * one command this process would do nothing while Redis carries them out, and Redis nothing while it writes the answers; with unequal
 * shares both wait for the larger one. See docs/decisions/0023.
 */
export function evenShare(underWay: number): number {
  return Math.ceil(underWay / Math.max(2, Math.ceil(underWay / MOST_TOGETHER)));
}

/** A call that is a command of its own counts as so many. */
const ALONE = 8;

interface Caller {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Calls of one script with the same keys: the arguments of each, and who waits for its answer. */
interface Group {
  readonly script: LuaScript;
  readonly keys: readonly string[];
  readonly calls: (readonly LuaArgument[])[];
  readonly callers: Caller[];
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
    private readonly together: number,
  ) {}

  /**
   * Runs a script. The first key says which calls may go together: those with the same must have the others in common too.
   *
   * Errors: StoreUnavailableError when Redis is away, refuses writes or is over the deadline; the reply error otherwise.
   */
  run(script: LuaScript, keys: readonly string[], args: readonly LuaArgument[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { calls, callers } = this.groupOf(script, keys);
      calls.push(args);
      callers.push({ resolve, reject });
      this.waiting += script.alone ? ALONE : 1;
      if (this.waiting >= this.together) this.flush();
      else if (!this.scheduled) this.schedule();
    });
  }

  private groupOf(script: LuaScript, keys: readonly string[]): Group {
    const known = script.alone
      ? undefined
      : this.groups.find((group) => group.script === script && group.keys[0] === keys[0]);
    if (known !== undefined) return known;
    const group: Group = { script, keys, calls: [], callers: [] };
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
    const servers = groups.length > 1 ? serversOf(this.client).filter(isReady) : [];
    for (const { stream } of servers) stream.cork();
    for (const group of groups) this.send(group);
    for (const { stream } of servers) stream.uncork();
  }

  private send(group: Group): void {
    const { callers } = group;
    this.deadline.within(runLua(this.client, group)).then(
      (each) => {
        for (const [index, { resolve, reject }] of callers.entries()) {
          const answer = each[index];
          if (answer instanceof Error) reject(asStoreError(answer));
          else resolve(answer);
        }
      },
      (error: unknown) => {
        for (const { reject } of callers) reject(asStoreError(error));
      },
    );
  }
}

const isReady = ({ status }: ReturnType<typeof serversOf>[number]): boolean => status === 'ready';
