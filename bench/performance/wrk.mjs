import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { latencyMs, wrk } from '../lib/wrk.mjs';
import { CORES } from './machine.mjs';

const CONNECTIONS = 64;
const script = (name) => fileURLToPath(new URL(`${name}.lua`, import.meta.url));

/** Orders cars for so many seconds from 64 connections. */
export async function wrkOrders({ url, orderPath }, seconds) {
  return measured(['-s', script('orders'), `${url}${orderPath}`], seconds);
}

/** Reads these paths in turn for so many seconds from 64 connections. */
export async function wrkReads({ url, dir }, paths, seconds) {
  const file = join(dir, 'paths.txt');
  await writeFile(file, paths.join('\n'));
  return measured(['-s', script('reads'), url, '--', file], seconds);
}

/** Answers `{ requests, perSecond, p50Ms, p99Ms }`. Throws when any answer was not 2xx, or none came. */
async function measured(args, seconds) {
  const printed = await wrk(args, { connections: CONNECTIONS, seconds, core: CORES.load });
  if (/Non-2xx|Socket errors/.test(printed)) throw new Error(`wrk was refused:\n${printed}`);
  return {
    requests: Number(/(\d+) requests in/.exec(printed)[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(printed)[1]),
    p50Ms: latencyMs(printed, 50),
    p99Ms: latencyMs(printed, 99),
  };
}
