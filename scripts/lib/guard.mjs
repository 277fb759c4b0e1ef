import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Reads the process groups to end, one line each time they change; the end of its input is the end of its owner. */
const script = `
while read -r line; do groups=$line; done
[ -z "$groups" ] && exit
kill -s TERM -- $groups
sleep 4
kill -s KILL -- $groups
`;

/**
 * Ends the children of this process should it be killed by SIGKILL, which it can't do itself.
 *
 * A shell of its own session at the other end of a pipe: the kernel closes the pipe, however this process ends.
 */
export class Guard {
  #shell = spawn('sh', ['-c', script, 'async-car-factory-guard'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });

  constructor() {
    // A guard that somebody killed guards nothing any more; that must not stop what it guarded.
    this.#shell.on('error', () => {});
    this.#shell.stdin.on('error', () => {});
  }

  /** From now on, these process groups end with this process, and no others. */
  watch(groups) {
    this.#shell.stdin.write(`${groups.map((group) => -group).join(' ')}\n`);
  }

  /** Sends the guard home, leaving no process. */
  async end() {
    this.watch([]);
    this.#shell.stdin.end();
    if (this.#shell.exitCode === null && this.#shell.signalCode === null) await once(this.#shell, 'exit');
  }
}
