import type { INestApplicationContext, LoggerService } from '@nestjs/common';
import type { EventFields, EventLogger } from './event.logger.js';

/**
 * How an application is made whose logger comes later: Nest keeps what it has to say until then. Of a process that can't start it is lost,
 * since that tells why in one message.
 */
export const LOGS_LATER = { bufferLogs: true, autoFlushLogs: false } as const;

/** Has an application that was made so log its events from now on, with those that it kept. */
export function logTo(events: EventLogger, app: INestApplicationContext): void {
  app.useLogger(new NestLogger(events));
  app.flushLogs();
}

/** Lets Nest's own messages into the event log: its chatter at start as debug, its warnings and errors as they are. */
export class NestLogger implements LoggerService {
  constructor(private readonly events: EventLogger) {}

  log(message: unknown, ...more: unknown[]): void {
    this.events.debug('nest', fieldsOf(message, more));
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.events.warn('nest', fieldsOf(message, more));
  }

  /** Nest passes an error, or a text and a stack. */
  error(message: unknown, ...more: unknown[]): void {
    this.events.error('nest', fieldsOf(message, more));
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.events.error('nest', fieldsOf(message, more));
  }
}

function fieldsOf(message: unknown, more: readonly unknown[]): EventFields {
  const texts = more.filter((text) => typeof text === 'string');
  const context = texts.at(-1);
  const stack = texts.length > 1 ? texts[0] : undefined;
  const what = message instanceof Error ? { err: message } : { message: String(message) };
  return {
    ...what,
    ...(stack === undefined ? {} : { stack }),
    ...(context === undefined ? {} : { context }),
  };
}
