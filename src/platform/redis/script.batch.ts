import type { Deadline } from './deadline.js';
import { type LuaArgument, type LuaScript, runLua } from './lua-script.js';
import { type RedisClient, serversOf } from './redis.clients.js';
import { asStoreError } from './store-error.js';

/** So many calls with the same first key leave together at most, so that no command holds Redis up for long. */
export const MOST_TOGETHER = 32;

/**
 * How many calls of a partition leave together at most where so many of each may be under way at once: equal shares, and at least two in
 * all. With all in one command this process would do nothing while Redis carries them out, and Redis nothing while it writes the answers;
 * with unequal shares both wait for the larger one. Of several partitions others are under way meanwhile. See docs/decisions/0023.
 */
export function evenShare(underWay: number, partitions: number): number {
  if (partitions > 1 && underWay <= MOST_TOGETHER) return MOST_TOGETHER;
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

/** What waits to be sent of those calls that have the same first key. */
interface Pending {
  readonly groups: Group[];
  waiting: number;
}

/**
 * Runs scripts; those of one turn of the event loop leave together, calls of one script with the same keys as one command: a command costs
 * this process as much as a script's commands cost Redis, and beginning a script costs Redis as much again.
 */
export class ScriptBatch {
  /** By their first key. */
  private readonly pending = new Map<string | undefined, Pending>();
  private scheduled = false;

  /** `together`: so many calls with the same first key leave at once, though the turn is not over. */
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
      const [first] = keys;
      const pending = this.pendingOf(first);
      const { calls, callers } = groupIn(pending, script, keys);
      calls.push(args);
      callers.push({ resolve, reject });
      pending.waiting += script.alone ? ALONE : 1;
      if (pending.waiting >= this.together) {
        this.pending.delete(first);
        this.send(pending.groups);
      } else if (!this.scheduled) this.schedule();
    });
  }

  private pendingOf(key: string | undefined): Pending {
    const known = this.pending.get(key);
    if (known !== undefined) return known;
    const pending: Pending = { groups: [], waiting: 0 };
    this.pending.set(key, pending);
    return pending;
  }

  /** After the turn's events, so that all that these bring goes along. */
  private schedule(): void {
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const groups = [...this.pending.values()].flatMap((pending) => pending.groups);
      this.pending.clear();
      this.send(groups);
    });
  }

  private send(groups: readonly Group[]): void {
    // A system call is what a command costs most, so all leave in one write to each server.
    const servers = groups.length > 1 ? serversOf(this.client).filter(isReady) : [];
    for (const { stream } of servers) stream.cork();
    for (const group of groups) this.sendGroup(group);
    for (const { stream } of servers) stream.uncork();
  }

  private sendGroup(group: Group): void {
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

function groupIn({ groups }: Pending, script: LuaScript, keys: readonly string[]): Group {
  const known = script.alone ? undefined : groups.find((group) => group.script === script);
  if (known !== undefined) return known;
  const group: Group = { script, keys, calls: [], callers: [] };
  groups.push(group);
  return group;
}

const isReady = ({ status }: ReturnType<typeof serversOf>[number]): boolean => status === 'ready';
