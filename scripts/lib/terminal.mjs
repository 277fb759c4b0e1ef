import { spawnSync } from 'node:child_process';

const ctrlC = '\u0003';

/** Whether the terminal's keys go to this process: a background job that touches the terminal is stopped by the kernel. */
function inForeground() {
  const { stdout } = spawnSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'utf8' });
  const [own, foreground] = (stdout ?? '').trim().split(/\s+/);
  // Where ps doesn't know these columns, the usual case is the best guess.
  return foreground === undefined || own === foreground;
}

/** Whether keys can be read: both ends are a terminal, and it is ours. */
export const hasKeys = () => Boolean(process.stdin.isTTY && process.stdout.isTTY) && inForeground();

/**
 * Calls `keys[key]` for each key pressed, and `keys.q` for Ctrl-C; `onPaste` for several characters at once, which no finger types.
 *
 * Answers a function that gives the terminal back.
 */
export function readKeys(keys, onPaste) {
  const { stdin } = process;
  // A terminal that was closed: the signal that says so is handled elsewhere.
  stdin.on('error', () => {});
  stdin.setRawMode(true).setEncoding('utf8');
  stdin.on('data', (typed) => {
    if (typed === ctrlC) keys.q();
    else if (typed.length === 1) keys[typed]?.();
    else if (!typed.startsWith('\u001b')) onPaste();
  });
  return () => stdin.setRawMode(false).pause();
}
