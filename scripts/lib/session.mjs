import { Children } from './children.mjs';
import { explain } from './fault.mjs';
import { stopRequests } from './stop-requests.mjs';

/** The exit code of a program that was interrupted, as shells know it. */
const interrupted = 130;

/**
 * Runs a command's work until it is done, fails or is asked to stop, and leaves nothing behind.
 *
 * The work gets `children` (its only way to start a process), `afterwards(clean)` for what has to be cleaned up once they have
 * all ended, and `running()`, after which to be stopped is how it ends well.
 * Answers the exit code: 0, 1 after a fault (which it printed), or 130 when it was stopped before it ran.
 */
export async function session(work) {
  const stop = stopRequests();
  const children = new Children();
  const cleanups = [];
  let stoppedCode = interrupted;
  const running = () => (stoppedCode = 0);
  const afterwards = (clean) => cleanups.push(clean);
  const stopped = new Promise((_, reject) => {
    stop.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
  try {
    await Promise.race([work({ children, afterwards, running }), stopped]);
    return 0;
  } catch (error) {
    if (stop.aborted) return stoppedCode;
    console.error(`\n${explain(error)}\n`);
    return 1;
  } finally {
    if (stop.aborted) console.log('\nStopping …');
    await children.end();
    for (const clean of cleanups.toReversed()) clean();
  }
}
