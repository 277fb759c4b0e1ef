export { type EventFields, EventLogger, type FieldOf } from './event.logger.js';
export { LoggingModule } from './logging.module.js';
export { NestLogger } from './nest.logger.js';
