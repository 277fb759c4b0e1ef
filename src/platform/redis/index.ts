export { Keys } from './keys.js';
export { type LuaScript, luaScript, runLua } from './lua-script.js';
export { failFastRedis, patientRedis } from './redis.clients.js';
export { RedisModule } from './redis.module.js';
export { REDIS_CLIENT, RedisProvider } from './redis.provider.js';
export { StoreUnavailableError } from './store-unavailable.error.js';
