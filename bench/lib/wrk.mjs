import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pinned } from './pinned.mjs';

const run = promisify(execFile);
const MS = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

/** What wrk printed that asked from so many connections for so many seconds; `core` pins it to a processor. */
export async function wrk(args, { connections, seconds, core }) {
  const limits = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '--latency'];
  const { stdout } = await run(...pinned(core, 'wrk', [...limits, ...args]));
  return stdout;
}

/** Milliseconds within which wrk had this share of the answers (50, 99). */
export function latencyMs(stdout, share) {
  const [, value, unit] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s|m)`).exec(stdout);
  return Number(value) * MS[unit];
}
