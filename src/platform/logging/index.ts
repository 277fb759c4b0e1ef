export { type EventFields, EventLogger, type FieldOf } from './event.logger.js';
export { LoggingModule } from './logging.module.js';
export { LOGS_LATER, logTo } from './nest.logger.js';
