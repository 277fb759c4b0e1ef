export { type ApiKeyEntry, isJwksUrl } from './auth-variables.js';
export { ConfigModule } from './config.module.js';
export { ConfigurationError } from './configuration.error.js';
export { LOG_LEVELS } from './own-variables.js';
export { allVariables, type AuthSettings, readSettings, Settings } from './settings.js';
export type { RedisAccess, RedisTarget } from './redis-url.js';
export {
  choice,
  integer,
  names,
  seconds,
  type Specs,
  text,
  url,
  type Values,
  type Variable,
} from './variables.js';
