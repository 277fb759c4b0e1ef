import { type DestinationStream, type Logger, pino } from 'pino';
import type { LOG_LEVELS } from '../config/index.js';
import { errorFields } from './error-fields.js';

/** What is told of an event: its fields, among them `err` for what was thrown. */
export type EventFields = Readonly<Record<string, unknown>>;

type Level = 'debug' | 'info' | 'warn' | 'error';

/** Tells a field of an event: its own, else that of the logger it came from; undefined where neither has it. */
export type FieldOf = (name: string) => unknown;

/** Hears of an event. */
export type EventListener = (level: Level, event: string, field: FieldOf) => void;

/** Nothing a client sent fills the log. */
const MAX_TEXT = 256;

/**
 * Writes events as JSON lines to standard output, at once: a name and fields, never prose with values in it. `error`
 * means that a human must act.
 */
export class EventLogger {
  private made: Logger | undefined;

  private constructor(
    private readonly root: Logger,
    private readonly listeners: EventListener[] = [],
    private readonly own: EventFields = {},
  ) {}

  /** Made for the first line that is written: most loggers of single tasks write none. */
  private get pino(): Logger {
    return (this.made ??= this.root.child(bounded(this.own)));
  }

  /** The logger of a process; `destination` takes the lines instead of standard output. */
  static forProcess(
    name: string,
    level: (typeof LOG_LEVELS)[number],
    destination?: DestinationStream,
  ): EventLogger {
    const options = {
      level,
      base: { process: name, pid: process.pid },
      serializers: { err: errorFields },
    };
    return new EventLogger(destination === undefined ? pino(options) : pino(options, destination));
  }

  /** A logger that adds these fields to every event. */
  child(fields: EventFields): EventLogger {
    return new EventLogger(this.root, this.listeners, { ...this.own, ...fields });
  }

  /** Tells a listener of each event of the process from now on, also of those that are below the level and not written. */
  onEvent(listener: EventListener): void {
    this.listeners.push(listener);
  }

  /** What helps to understand what happened, for whoever asked for it. */
  debug(event: string, fields?: EventFields): void {
    this.write('debug', event, fields);
  }

  /** What happened. */
  info(event: string, fields?: EventFields): void {
    this.write('info', event, fields);
  }

  /** What should not have happened, and was dealt with. */
  warn(event: string, fields?: EventFields): void {
    this.write('warn', event, fields);
  }

  /** What a human must look at. */
  error(event: string, fields?: EventFields): void {
    this.write('error', event, fields);
  }

  private write(level: Level, event: string, fields: EventFields = {}): void {
    const field: FieldOf = (name) => fields[name] ?? this.own[name];
    for (const listener of this.listeners) listener(level, event, field);
    // Asked first: most levels are off, and bounding costs more than asking.
    if (this.root.isLevelEnabled(level)) this.pino[level]({ event, ...bounded(fields) });
  }
}

function bounded(fields: EventFields): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    kept[name] =
      typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  }
  return kept;
}
