import { type LuaScript, luaScript } from '../platform/redis/index.js';

/** One of the task store's scripts, with the names and habits they all share before it. */
export function taskScript(name: string): LuaScript {
  return luaScript(new URL('./lua/keys.lua', import.meta.url), new URL(`./lua/${name}.lua`, import.meta.url));
}
