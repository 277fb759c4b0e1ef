import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A Lua script as it is sent to Redis: its source, and the digest by which Redis remembers it. */
export interface LuaScript {
  readonly source: string;
  readonly digest: string;
}

export type LuaArgument = string | number;

/** Whoever can have Redis run a script: an ioredis client, or a batch. */
export interface Evaluator {
  evalsha(digest: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown>;
  eval(source: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown>;
}

/** Keys and arguments of one run of a script. */
export interface LuaCall {
  readonly script: LuaScript;
  readonly keys: readonly string[];
  readonly args: readonly LuaArgument[];
}

/** Reads a script from `.lua` files; several are joined in order, so that scripts can begin with shared functions. */
export function luaScript(...files: readonly URL[]): LuaScript {
  const source = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  return { source, digest: createHash('sha1').update(source).digest('hex') };
}

/**
 * Runs a script in one round trip, two when Redis has forgotten it (restart, failover, SCRIPT FLUSH).
 *
 * Errors: what ioredis rejects with.
 * Source: Redis "Scripting with Lua", EVALSHA and NOSCRIPT.
 */
export async function runLua(redis: Evaluator, { script, keys, args }: LuaCall): Promise<unknown> {
  try {
    return await redis.evalsha(script.digest, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return redis.eval(script.source, keys.length, ...keys, ...args);
  }
}
