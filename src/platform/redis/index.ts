export { EVERYONE, Keys } from './keys.js';
export { type LuaScript, luaScript } from './lua-script.js';
export { MemoryWatch } from './memory.watch.js';
export { failFastRedis, patientRedis, type RedisClient, subscriberRedis } from './redis.clients.js';
export { RedisModule } from './redis.module.js';
export { REDIS_CLIENT, RedisProvider } from './redis.provider.js';
export { RedisSubscriber } from './redis.subscriber.js';
export { StoreUnavailableError } from './store-unavailable.error.js';
