import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A Lua script as it is sent to Redis: its source, and the digest by which Redis remembers it. */
export interface LuaScript {
  readonly source: string;
  readonly digest: string;
  /** Each call is a command of its own: one takes Redis so long that others would wait for many. */
  readonly alone: boolean;
}

export type LuaArgument = string | number;

/** Whoever can have Redis run a script: an ioredis client. */
export interface Evaluator {
  evalsha(digest: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown>;
  eval(source: string, keys: number, ...args: readonly LuaArgument[]): Promise<unknown>;
}

/** Calls of one script, with the same keys and arguments of their own. */
export interface LuaCalls {
  readonly script: LuaScript;
  readonly keys: readonly string[];
  readonly calls: readonly (readonly LuaArgument[])[];
}

/**
 * Behind each script: carries out its calls one after another and answers what each did. One that fails leaves the others alone;
 * where all fail, the command does, so that clients see that a server takes no writes.
 */
const EACH_CALL = `
local answers, failures, at = {}, 0, 1
local function answer_of(call, ...)
  local ok, answer = pcall(call, ...)
  if ok then return answer or false end
  failures = failures + 1
  -- Errors of Redis begin with a code, those of Lua with a place.
  return { err = string.find(answer, '^%u+ ') and answer or 'ERR ' .. answer }
end
while at <= #ARGV do
  local last = at + tonumber(ARGV[at])
  answers[#answers + 1] = answer_of(run, { unpack(ARGV, at + 1, last) })
  at = last + 1
end
settle()
for i, answer in ipairs(answers) do
  if type(answer) == 'function' then answers[i] = answer_of(answer) end
end
return failures == #answers and answers[1] or answers
`;

/**
 * Makes a script that carries out several calls in one command: what Redis needs to begin a script, and this process to send one, many
 * then share. The last part is what a call does, with KEYS, ARGV and `return` as in a script of its own; parts before it are shared, and
 * may define `settle`, which is run when all calls are done. A call that answers a function is answered what that then returns: for what
 * depends on all that was written.
 */
export function scriptOf(...parts: readonly string[]): LuaScript {
  const shared = parts.slice(0, -1).map((part) => `${part}\n`);
  const source = `local function settle() end\n${shared.join('')}local function run(ARGV)\n${parts.at(-1) ?? ''}\nend\n${EACH_CALL}`;
  return { source, digest: createHash('sha1').update(source).digest('hex'), alone: false };
}

/** Reads a script from `.lua` files, its own the last; see scriptOf. */
export function luaScript(...files: readonly URL[]): LuaScript {
  return scriptOf(...files.map((file) => readFileSync(file, 'utf8')));
}

/** The ARGV of a command that carries out these calls. */
export function argumentsOf(calls: readonly (readonly LuaArgument[])[]): LuaArgument[] {
  const all: LuaArgument[] = [];
  for (const args of calls) all.push(args.length, ...args);
  return all;
}

/**
 * Carries out calls in one round trip, two when Redis has forgotten the script (restart, failover, SCRIPT FLUSH). Answers for each, in
 * the order given, what it answered, or the Error with which it failed.
 *
 * Errors: what ioredis rejects with, where none was carried out.
 * Source: Redis "Scripting with Lua", EVALSHA and NOSCRIPT.
 */
export async function runLua(
  redis: Evaluator,
  { script, keys, calls }: LuaCalls,
): Promise<readonly unknown[]> {
  const args = [...keys, ...argumentsOf(calls)];
  try {
    return (await redis.evalsha(script.digest, keys.length, ...args)) as readonly unknown[];
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return (await redis.eval(script.source, keys.length, ...args)) as readonly unknown[];
  }
}
