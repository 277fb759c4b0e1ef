import type { EventLogger } from './platform/logging/index.js';

/** What closing may take beyond the grace period, for what it must still write. */
const CLOSING_MS = 1_500;

/**
 * Ends the process in order on SIGTERM or SIGINT: closes the application within the grace period and a little more,
 * then exits, whether or not everything could be closed (Redis may be away).
 */
export function untilStopped(log: EventLogger, graceMs: number, close: () => Promise<void>): void {
  const stop = (signal: string): void => {
    log.info('process.stopping', { signal });
    setTimeout(() => {
      log.warn('process.not-closed', { graceMs });
      process.exit(0);
    }, graceMs + CLOSING_MS).unref();
    close().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error('process.close-failed', { err });
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Ends a process that could not start, saying why in one message. */
export function failedToStart(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? messageOf(error) : String(error)}\n`);
  process.exit(1);
}

function messageOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return `The port is taken: ${error.message}`;
  return error.message;
}
