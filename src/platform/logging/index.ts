export { type EventFields, EventLogger } from './event.logger.js';
export { LoggingModule } from './logging.module.js';
export { NestLogger } from './nest.logger.js';
