import { type Logger, pino } from 'pino';
import type { LOG_LEVELS } from '../config/index.js';
import { errorFields } from './error-fields.js';

/** What is told of an event: its fields, among them `err` for what was thrown. */
export type EventFields = Readonly<Record<string, unknown>>;

/** Nothing a client sent fills the log. */
const MAX_TEXT = 256;

/**
 * Writes events as JSON lines to standard output: a name and fields, never prose with values in it. `error` means that
 * a human must act.
 */
export class EventLogger {
  private constructor(private readonly pino: Logger) {}

  /** The logger of a process. */
  static forProcess(name: string, level: (typeof LOG_LEVELS)[number]): EventLogger {
    return new EventLogger(
      pino({
        level,
        base: { process: name, pid: process.pid },
        serializers: { err: errorFields },
        formatters: { log: bounded },
      }),
    );
  }

  /** A logger that adds these fields to every event. */
  child(fields: EventFields): EventLogger {
    return new EventLogger(this.pino.child(bounded(fields)));
  }

  debug(event: string, fields: EventFields = {}): void {
    this.pino.debug({ event, ...fields });
  }

  info(event: string, fields: EventFields = {}): void {
    this.pino.info({ event, ...fields });
  }

  warn(event: string, fields: EventFields = {}): void {
    this.pino.warn({ event, ...fields });
  }

  error(event: string, fields: EventFields = {}): void {
    this.pino.error({ event, ...fields });
  }
}

function bounded(fields: EventFields): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
