/**
 * From POST /cars to the 201, one client and nothing else to do, builds that take no time: a held request against
 * polling, and against Express with BullMQ alone. Contestants take turns in one run, on one Redis.
 *
 *   node bench/latency.mjs          about a minute and a half
 *   node bench/latency.mjs 200      with as many rounds
 *
 * The bare server writes less: a job with three updates of its progress, where a task has three steps whose effects,
 * checkpoints and places in lists are kept. Its worker is BullMQ's as well.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ORDER } from './lib/client.mjs';
import { connections, send } from './lib/http.mjs';
import { Stack } from './lib/stack.mjs';
import { quantile, Report } from './lib/statistics.mjs';

const ROUNDS = Number(process.argv[2] ?? 800);
const WARM_UP = 100;
const POLL_MS = 10;

const stack = await Stack.open({ CAR_BUILD_SECONDS: '0', LOG_LEVEL: 'warn' });
const api = await stack.api();
await (await stack.worker()).ready();
const bare = await stack.api({}, 'bench/contestants/express-bullmq/server.mjs');
await stack.worker({}, 'bench/contestants/express-bullmq/worker.mjs');

const agent = connections(1);
const order = (url, headers = {}) => send(agent, `${url}/cars`, { method: 'POST', headers, body: ORDER });

async function polled(headers) {
  let answer = await order(api.url);
  const task = `${api.url}${answer.headers.location}`;
  while (answer.status === 202) {
    await delay(POLL_MS);
    answer = await send(agent, task, { headers });
  }
  return answer;
}

const CONTESTANTS = {
  'Prefer: wait=20': () => order(api.url, { Prefer: 'wait=20' }),
  'polls every 10 ms': () => polled({ Prefer: 'respond-async' }),
  'polls, held when nearly done': () => polled({}),
  'bare Express, waitUntilFinished': () => order(bare.url, { Prefer: 'wait=20' }),
};
const took = Object.fromEntries(Object.keys(CONTESTANTS).map((name) => [name, []]));
for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  for (const [name, run] of Object.entries(CONTESTANTS)) {
    const startMs = performance.now();
    const { status, headers } = await run();
    const ms = performance.now() - startMs;
    if (status !== 201 || !headers.location.startsWith('/cars/')) throw new Error(`${name}: ${status}`);
    if (round >= 0) took[name].push(ms);
  }
}
agent.destroy();

const [[, ours], ...others] = Object.entries(took);
const SHARES = { median: 0.5, p90: 0.9, p99: 0.99 };
console.log(
  `      ${'milliseconds'.padEnd(34)}${Object.keys(SHARES)
    .map((name) => name.padStart(8))
    .join('')}   ratio of medians`,
);
for (const [name, values] of Object.entries(took)) {
  const figures = Object.values(SHARES).map((share) => quantile(values, share).toFixed(2).padStart(8));
  const ratio = quantile(values, 0.5) / quantile(ours, 0.5);
  console.log(`      ${name.padEnd(34)}${figures.join('')}   ${ratio.toFixed(2)}`);
}
const report = new Report();
for (const [name, values] of others.filter(([one]) => !one.includes('nearly'))) {
  for (const at of ['median', 'p99']) {
    const [mine, other] = [ours, values].map((list) => quantile(list, SHARES[at]));
    report.figure(`${at} with Prefer / ${name}`, (mine / other).toFixed(2), '< 1', mine < other);
  }
}
await stack.close();
report.end();
