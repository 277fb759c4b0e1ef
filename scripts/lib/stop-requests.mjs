/** How soon the death of npm is noticed. */
const lookForParentMs = 200;

/**
 * One AbortSignal for everything that asks this command to end, however often it asks.
 *
 * Signals, and two things that send none: npm's shell dies of npm's SIGTERM without passing it on, and a terminal or a pipe
 * that has gone away only shows when something is written to it.
 */
export function stopRequests() {
  const controller = new AbortController();
  const stop = (reason) => controller.abort(new Error(`asked to stop: ${reason}`));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(signal));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop('nobody reads'));
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stop('npm ended'), lookForParentMs).unref();
  }
  return controller.signal;
}
