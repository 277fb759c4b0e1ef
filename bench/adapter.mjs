/**
 * Compares requests per second of `GET /tasks/{id}` on one core with and without the prepared-prototype adapter.
 *
 *   node bench/adapter.mjs          needs wrk and taskset; 5 interleaved rounds
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { order, read } from './lib/client.mjs';
import { Stack, until } from './lib/stack.mjs';
import { median, Report } from './lib/statistics.mjs';

const run = promisify(execFile);
const ROUNDS = 5;
const SECONDS = 5;
const WARM_UP_SECONDS = 10;
const ADAPTERS = ['nest', 'plain', 'prepared'];
const API_CORE = '0';
const OTHER_CORE = '1';

async function requestsPerSecond(url, seconds) {
  const args = ['-c', OTHER_CORE, 'wrk', '-t1', '-c64', `-d${seconds}s`, url];
  const { stdout } = await run('taskset', args);
  if (/Non-2xx/.test(stdout)) throw new Error(`wrk saw errors:\n${stdout}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

const stack = await Stack.open({ CAR_BUILD_SECONDS: '0', LOG_LEVEL: 'warn' });
await run('taskset', ['-cp', OTHER_CORE, String(stack.redisServer.pid)]);
const worker = await stack.worker();
const apis = {};
for (const adapter of ADAPTERS) {
  apis[adapter] = await stack.api({ ADAPTER: adapter }, 'bench/adapter-api.mjs');
  await run('taskset', ['-acp', API_CORE, String(apis[adapter].pid)]);
}
const task = await order(apis.prepared.url);
await until(
  'the car is built',
  async () => (await read(`${apis.prepared.url}${task}`)).body.status === 'finished',
);
await stack.kill(worker);

for (const { url } of Object.values(apis)) await requestsPerSecond(`${url}${task}`, WARM_UP_SECONDS);
const rounds = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const perSecond = {};
  for (const adapter of ADAPTERS)
    perSecond[adapter] = await requestsPerSecond(`${apis[adapter].url}${task}`, SECONDS);
  rounds.push(perSecond);
  console.log(
    Object.entries(perSecond)
      .map(([name, value]) => `${name} ${value.toFixed(0)}/s`)
      .join(', '),
  );
}
const report = new Report();
const ratios = (other) => rounds.map((round) => round.prepared / round[other]);
const shown = (values) =>
  `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
report.figure(
  `prepared / nest, GET /tasks/{id}, ${process.version}`,
  shown(ratios('nest')),
  '>= 3',
  median(ratios('nest')) >= 3,
);
console.log(`      prepared / plain: ${shown(ratios('plain'))}`);
await stack.close();
report.end();
