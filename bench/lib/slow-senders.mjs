import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { order, read } from './client.mjs';
import { openSockets, residentBytes } from './proc.mjs';
import { until } from './stack.mjs';
import { quantile } from './statistics.mjs';

/** Longer than the service gives headers (20 s), so that it is the one that ends these connections. */
const SECONDS = 28;
const CONNECTIONS = 400;
const PAUSE_MS = 50;

/** Ours and those of Redis come and go. */
const SPARE_SOCKETS = 5;

/** How each mode is slow, as slowhttptest's arguments. */
const MODES = {
  'slow headers': ['-H', '-i', '2', '-u', '/tasks'],
  'slow bodies': ['-B', '-i', '2', '-s', '8192', '-f', 'application/json', '-u', '/cars'],
  'ranges without end': ['-R', '-a', '1', '-b', '2000', '-u', '/docs/swagger-ui-bundle.js'],
  'slow readers': [
    '-X',
    '-w',
    '512',
    '-y',
    '1024',
    '-n',
    '2',
    '-z',
    '32',
    '-k',
    '3',
    '-u',
    '/docs/swagger-ui-bundle.js',
  ],
};

/** True where slowhttptest is installed. */
export function haveSlowSenders() {
  return spawnSync('slowhttptest', ['-h']).error === undefined;
}

/** What others get meanwhile: an order and a read, again and again. */
async function others(url, ended) {
  const latencies = [];
  let failed = 0;
  while (!ended()) {
    const startedMs = performance.now();
    try {
      await read(`${url}${await order(url)}`);
      latencies.push((performance.now() - startedMs) / 2);
    } catch {
      failed += 1;
    }
    await delay(PAUSE_MS);
  }
  return { requests: latencies.length * 2, failed, p99Ms: quantile(latencies, 0.99) };
}

/** Runs one mode against an API; answers what others got and how many of the connections are left afterwards. */
async function runMode(api, args) {
  const before = await openSockets(api.pid);
  const own = ['-c', String(CONNECTIONS), '-r', '200', '-l', String(SECONDS), '-p', '3', '-v', '1'];
  const at = args.indexOf('-u') + 1;
  const child = spawn('slowhttptest', [...own, ...args.with(at, `${api.url}${args[at]}`)], {
    stdio: 'ignore',
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let over = false;
  const gone = once(child, 'close').then(() => (over = true));
  let most = 0;
  const watch = (async () => {
    while (!over) {
      most = Math.max(most, (await openSockets(api.pid)) - before);
      await delay(500);
    }
  })();
  const told = await others(api.url, () => over);
  await Promise.all([gone, watch]);
  const left = async () => (await openSockets(api.pid)) - before;
  await until('connections are freed', async () => (await left()) <= SPARE_SOCKETS, 30_000).catch(
    () => undefined,
  );
  return { ...told, most, left: await left() };
}

/** Runs all modes, one after the other, and reports. */
export async function slowSenders(api, report) {
  for (const [name, args] of Object.entries(MODES)) {
    const { requests, failed, p99Ms, most, left } = await runMode(api, args);
    const mib = ((await residentBytes(api.pid)) / 1024 / 1024).toFixed(0);
    console.log(
      `      ${name}: ${most} connections at once, ${requests} requests of others, p99 ${p99Ms.toFixed(0)} ms, ${mib} MiB`,
    );
    report.figure(`${name}: requests of others that failed`, failed, 0, failed === 0 && requests > 0);
    report.figure(`${name}: connections left`, left, `<= ${SPARE_SOCKETS}`, left <= SPARE_SOCKETS);
  }
}
