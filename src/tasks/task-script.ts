import { readFileSync } from 'node:fs';
import { type LuaScript, luaScript } from '../platform/redis/index.js';

/** The line of a script's header that says which of the shared parts it needs. */
const USES = /^-- Uses {4}(.+)$/m;

/** That each call is a command of its own. */
const ALONE = /^-- Alone {3}/m;

/** One of the task store's scripts: after the names that all share, the parts that its header says it uses stand before it. */
export function taskScript(name: string): LuaScript {
  const { source, digest } = luaScript(...partsOf(name).map(fileOf));
  return { source, digest, alone: ALONE.test(readFileSync(fileOf(name), 'utf8')) };
}

/** The names of the files that a script is put together from, in order, its own the last. */
export function partsOf(name: string): readonly string[] {
  const uses = USES.exec(readFileSync(fileOf(name), 'utf8'))?.[1];
  return ['keys', ...(uses?.split(' ') ?? []), name];
}

function fileOf(name: string): URL {
  return new URL(`./lua/${name}.lua`, import.meta.url);
}
