/**
 * Scripts whose answer counts only once a replica has what they wrote.
 *
 * WAIT counts the writes of its own connection, and holds that connection up. So scripts and WAIT share one: asked of
 * another server, which has just taken over, it would confirm what that server never had. And they go in turns: all that
 * came while the last turn lasted leave together, in one write, with one WAIT behind them. However slow replicas are, no
 * more than one turn is under way, and what would wait too long for its own is refused before it is sent.
 *
 * Source: Redis command WAIT.
 */
import { Cluster } from 'ioredis';
import { argumentsOf, type LuaArgument, type LuaScript } from './lua-script.js';
import type { RedisClient } from './redis.clients.js';
import { StoreUnavailableError } from './store-unavailable.error.js';

/** What of a command's deadline replicas may take: its own answer must still come in time. */
const WAIT_SHARE = 0.8;

/** One run of a script. */
export interface DurableCall {
  readonly script: LuaScript;
  readonly keys: readonly string[];
  readonly args: readonly LuaArgument[];
}

interface Run {
  readonly call: DurableCall;
  readonly askedMs: number;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Result = readonly [error: Error | null, reply: unknown];

/** What Redis answers that did not carry a script out: it does not know it, or another node has its slot. */
const NOT_CARRIED_OUT = /^(NOSCRIPT|MOVED|ASK) /;

export class DurableRuns {
  private waiting: Run[] = [];
  private turning = false;
  private readonly waitMs: number;

  /** Units: `timeoutMs` is the deadline of a command. `barrier`: a key of the scripts' slot, written behind them. */
  constructor(
    private readonly client: RedisClient,
    private readonly timeoutMs: number,
    private readonly barrier: string,
  ) {
    this.waitMs = Math.ceil(timeoutMs * WAIT_SHARE);
  }

  /**
   * Runs a script and answers once a replica has all that it wrote, and all that it found.
   *
   * Errors: what ioredis rejects with; StoreUnavailableError when no replica has it in time, though it is written then,
   * and when its turn would have come too late: then it is not.
   */
  run(call: DurableCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ call, askedMs: performance.now(), resolve, reject });
      if (!this.turning) void this.takeTurns();
    });
  }

  private async takeTurns(): Promise<void> {
    this.turning = true;
    // What else comes in this tick goes along.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const runs = this.waiting.filter((run) => this.isInTime(run));
      this.waiting = [];
      // A turn for nobody would hold up those who come meanwhile.
      if (runs.length > 0) await this.turn(runs);
    }
    this.turning = false;
  }

  private isInTime({ askedMs, reject }: Run): boolean {
    if (performance.now() - askedMs <= this.timeoutMs - this.waitMs) return true;
    reject(new StoreUnavailableError('replicas of Redis are too slow'));
    return false;
  }

  private async turn(runs: readonly Run[], by: 'EVALSHA' | 'EVAL' = 'EVALSHA'): Promise<void> {
    let again: readonly Run[] = [];
    try {
      const results = await this.pipeline(runs, by);
      const errorOf = (run: number): Error | null | undefined => results[run]?.[0];
      const isAgain = (run: number): boolean =>
        by === 'EVALSHA' && NOT_CARRIED_OUT.test(errorOf(run)?.message ?? '');
      again = runs.filter((_, index) => isAgain(index));
      const unkept = whyUnkept(results.slice(runs.length));
      for (const [index, run] of runs.entries()) {
        const error = errorOf(index) ?? unkept;
        if (isAgain(index)) continue;
        if (error) run.reject(error);
        else run.resolve((results[index]?.[1] as readonly unknown[] | undefined)?.[0]);
      }
    } catch (error) {
      for (const { reject } of runs) reject(error);
    }
    if (again.length > 0) await this.turnAgain(again);
  }

  private async turnAgain(runs: readonly Run[]): Promise<void> {
    // A pipeline does not follow a slot that moved; a command does, and teaches the client the way.
    if (this.client instanceof Cluster) await this.client.exists(this.barrier).catch(() => undefined);
    await this.turn(runs, 'EVAL');
  }

  private async pipeline(runs: readonly Run[], by: 'EVALSHA' | 'EVAL'): Promise<readonly Result[]> {
    const pipeline = this.client.pipeline();
    for (const { call } of runs) {
      const { script, keys, args } = call;
      const what = by === 'EVAL' ? script.source : script.digest;
      pipeline.call(by, what, keys.length, ...keys, ...argumentsOf([args]));
    }
    // What a script only found may have been written on another connection: replicas have it before they have this.
    return (await pipeline.set(this.barrier, '').wait(1, this.waitMs).exec()) ?? [];
  }
}

/** Why what was written may be lost; undefined where a replica has it. */
function whyUnkept([barrier, wait]: readonly Result[]): Error | undefined {
  const error = barrier?.[0] ?? wait?.[0];
  if (error) return error;
  return Number(wait?.[1] ?? 0) > 0
    ? undefined
    : new StoreUnavailableError('no replica of Redis has what was written');
}
