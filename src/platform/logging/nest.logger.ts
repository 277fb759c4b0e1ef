import type { LoggerService } from '@nestjs/common';
import type { EventLogger } from './event.logger.js';

/** Lets Nest's own messages into the event log: its chatter at start as debug, its warnings and errors as they are. */
export class NestLogger implements LoggerService {
  constructor(private readonly events: EventLogger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.events.debug('nest', fieldsOf(message, context));
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.events.warn('nest', fieldsOf(message, context));
  }

  error(message: unknown, ...context: unknown[]): void {
    this.events.error('nest', fieldsOf(message, context));
  }
}

function fieldsOf(message: unknown, context: readonly unknown[]): Record<string, unknown> {
  const about = context.at(-1);
  const from = typeof about === 'string' ? { context: about } : {};
  return message instanceof Error ? { err: message, ...from } : { message: String(message), ...from };
}
