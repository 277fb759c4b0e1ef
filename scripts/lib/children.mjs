import { spawn } from 'node:child_process';
import { Guard } from './guard.mjs';

/** How long each layer has between SIGTERM and SIGKILL: together less than the 5 s in which everything must be gone. */
const layers = [
  { layer: 'service', graceMs: 3_500 },
  // Ends when its clients are gone, so that what they wrote last is saved.
  { layer: 'store', graceMs: 1_000 },
];

/** Sends a signal to a child and to all that it started. */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Gone already, which is what a signal is for here.
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
  }
}

/**
 * All processes that a command started, so that none outlives it.
 *
 * Each child leads a process group of its own: Ctrl-C in a terminal then reaches only this process, which ends its children
 * in order, and a signal to a child reaches its own children too.
 */
export class Children {
  #running = new Map();
  #guard = new Guard();
  #ending = false;

  /** Whether `end` was called: nothing is started any more. */
  get ending() {
    return this.#ending;
  }

  /**
   * Starts a program.
   *
   * Answers its process and `exited`, which always resolves, to `{ code, signal, error }`.
   * Errors: none for a program that can't be started: that is an exit with an `error`.
   */
  launch(command, args, { layer = 'service', ...options } = {}) {
    if (this.#ending) throw new Error(`${command} was to start while everything ends`);
    const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', (error) => resolve({ code: null, signal: null, error }));
    });
    if (child.pid === undefined) return { child, exited };
    this.#running.set(child, { layer, exited });
    this.#tellGuard();
    void exited.then(() => this.#forget(child));
    return { child, exited };
  }

  /** Runs a program to its end and answers its exit code (null when it did not end by itself) and all that it printed. */
  async run(command, args, options) {
    const { child, exited } = this.launch(command, args, options);
    let output = '';
    const collect = (chunk) => (output += chunk);
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    const closed = new Promise((resolve) => child.once('close', resolve));
    const { code, error } = await exited;
    if (error) return { code: null, output: error.message };
    await closed;
    return { code, output };
  }

  /** Ends everything within 5 s: SIGTERM, then SIGKILL for what is still there, the stores last. */
  async end() {
    this.#ending = true;
    for (const { layer, graceMs } of layers) await this.#endLayer(layer, graceMs);
    await this.#guard.end();
  }

  async #endLayer(name, graceMs) {
    const members = [...this.#running].filter(([, { layer }]) => layer === name);
    const signalAll = (signal) => members.forEach(([child]) => signalGroup(child.pid, signal));
    signalAll('SIGTERM');
    const timer = setTimeout(() => signalAll('SIGKILL'), graceMs);
    await Promise.all(members.map(([, { exited }]) => exited));
    clearTimeout(timer);
  }

  #forget(child) {
    // What a child leaves behind in its group would outlive us.
    signalGroup(child.pid, 'SIGKILL');
    this.#running.delete(child);
    this.#tellGuard();
  }

  #tellGuard() {
    this.#guard.watch([...this.#running.keys()].map(({ pid }) => pid));
  }
}
