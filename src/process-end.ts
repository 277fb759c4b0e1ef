import type { EventLogger } from './platform/logging/index.js';

/** A process that has started. */
export interface RunningProcess {
  readonly log: EventLogger;
  /** How long what is under way may take to end. */
  readonly graceMs: number;
  readonly close: () => Promise<void>;
  /** Rejects, saying why, once it turns out that this process may not serve: what it needed to know was away when it started. */
  readonly refused: Promise<never>;
}

/** What closing may take beyond the grace period, for what it must still write. */
const CLOSING_MS = 1_500;

/**
 * Runs a process until SIGTERM or SIGINT, also one that comes while it starts. Then closes it in order, within the grace
 * period and a little more, and exits, whether or not everything could be closed (Redis may be away). A process that
 * can't start, or is refused later, says why in one message and exits with 1.
 */
export async function runUntilStopped(start: () => Promise<RunningProcess>): Promise<void> {
  const stopped = stopSignal();
  const running = await start().catch(failedToStart);
  const signal = await Promise.race([stopped, running.refused.catch(failedToStart)]);
  running.log.info('process.stopping', { signal });
  // It also keeps the process alive where closing waits for a Redis that nothing else waits for any more.
  setTimeout(() => {
    running.log.warn('process.not-closed', { graceMs: running.graceMs });
    process.exit(0);
  }, running.graceMs + CLOSING_MS);
  await running.close().catch((err: unknown) => {
    running.log.error('process.close-failed', { err });
    process.exit(1);
  });
  process.exit(0);
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    // Not once: a further one, which whoever forwards signals may send, would end the process in the midst of closing.
    process.on('SIGTERM', resolve);
    process.on('SIGINT', resolve);
  });
}

function failedToStart(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? messageOf(error) : String(error)}\n`);
  process.exit(1);
}

function messageOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : '';
  return code === 'EADDRINUSE' ? `The port is taken: ${error.message}` : error.message;
}
