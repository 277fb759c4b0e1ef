import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CORES } from './machine.mjs';

const run = promisify(execFile);
const CONNECTIONS = 64;
const MS = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };
const script = (name) => fileURLToPath(new URL(`${name}.lua`, import.meta.url));

/** Orders cars for so many seconds from 64 connections. */
export async function wrkOrders({ url, orderPath }, seconds) {
  return wrk(['-s', script('orders'), `${url}${orderPath}`], seconds);
}

/** Reads these paths in turn for so many seconds from 64 connections. */
export async function wrkReads({ url, dir }, paths, seconds) {
  const file = join(dir, 'paths.txt');
  await writeFile(file, paths.join('\n'));
  return wrk(['-s', script('reads'), url, '--', file], seconds);
}

/** Answers `{ requests, perSecond, p50Ms, p99Ms }`. Throws when any answer was not 2xx, or none came. */
async function wrk(args, seconds) {
  const limits = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '10s', '--latency'];
  const { stdout } = await run('taskset', ['-c', CORES.load, 'wrk', ...limits, ...args]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk was refused:\n${stdout}`);
  const ms = (share) => {
    const [, value, unit] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s|m)`).exec(stdout);
    return Number(value) * MS[unit];
  };
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]),
    p50Ms: ms(50),
    p99Ms: ms(99),
  };
}
