/**
 * Ten times the load that the workers can take, for a minute, open loop: what is accepted and done, how fast the rest is
 * refused, what memory does, and how soon all is as before. `node bench/overload.mjs [seconds]`
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ORDER } from './lib/client.mjs';
import { connections, send } from './lib/http.mjs';
import { residentBytes } from './lib/proc.mjs';
import { median, quantile, Report } from './lib/statistics.mjs';
import { Stack, until } from './lib/stack.mjs';

const seconds = Number(process.argv[2] ?? 60);
const calmSeconds = 15;
/** Two workers of ten slots, half a second a car. */
const capacity = 40;
const limit = 120;
const tickMs = 10;

const stack = await Stack.open({
  CAR_BUILD_SECONDS: '0.5',
  LOG_LEVEL: 'warn',
  WAITING_TASKS_MAX: String(limit),
  TASK_RETENTION_SECONDS: '10',
});
const report = new Report();
const agent = connections();
const api = await stack.api();
const workers = [await stack.worker(), await stack.worker()];
for (const worker of workers) await worker.ready();

const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
const redisBytes = async () => Number(/^used_memory:(\d+)/m.exec(await stack.redis.info('memory'))[1]);
/** Cars are numbered one by one: the last number is how many were made. */
const cars = async () => Number((await stack.redis.get('{factory:cars}:id')) ?? 0);

/** Sends so many orders a second, whatever becomes of them; answers them all. */
async function offer(rate, forSeconds) {
  const answers = [];
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < forSeconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate);
    for (; sent < due; sent += 1) {
      const at = performance.now();
      const asked = send(agent, `${api.url}/cars`, { method: 'POST', body: ORDER });
      answers.push(asked.then(({ status, headers }) => ({ status, headers, ms: performance.now() - at })));
    }
    await delay(tickMs);
  }
  return Promise.all(answers);
}

/** Offers a load and answers how many cars a second were made meanwhile. */
async function measured(rate, forSeconds) {
  const before = await cars();
  const began = Date.now();
  const answers = await offer(rate, forSeconds);
  return { answers, rate: ((await cars()) - before) / ((Date.now() - began) / 1000) };
}

await offer(capacity * 2, 5);
const best = await measured(capacity * 1.2, calmSeconds);
const memory = { api: await residentBytes(api.pid), redis: await redisBytes() };
const peak = { api: 0, redis: 0 };
const sampler = setInterval(async () => {
  peak.api = Math.max(peak.api, await residentBytes(api.pid));
  peak.redis = Math.max(peak.redis, await redisBytes());
}, 500);
const over = await measured(capacity * 10, seconds);
clearInterval(sampler);

const ended = Date.now();
await until('an order is accepted', async () => {
  const { status } = await send(agent, `${api.url}/cars`, { method: 'POST', body: ORDER });
  return status === 202;
});
await until('nothing waits any more', async () => {
  const waiting = await stack.redis.zcard('{factory:tasks}:waiting:car-build');
  return waiting === 0;
});
const normalMs = Date.now() - ended;

const refused = over.answers.filter(({ status }) => status === 503);
const accepted = over.answers.filter(({ status }) => status === 202);
const others = over.answers.length - refused.length - accepted.length;
const ms = refused.map((answer) => answer.ms);
console.log(
  `${over.answers.length} orders in ${seconds} s: ${accepted.length} accepted, ${refused.length} refused; Retry-After ${[...new Set(refused.map(({ headers }) => headers['retry-after']))].join(', ')} s`,
);
report.figure(
  'cars a second under ten times the load',
  `${over.rate.toFixed(1)} against ${best.rate.toFixed(1)} (${((over.rate / best.rate) * 100).toFixed(0)} %)`,
  '90 % of the best rate',
  over.rate >= 0.9 * best.rate,
);
report.figure(
  'a refusal',
  `median ${median(ms).toFixed(1)} ms, p99 ${quantile(ms, 0.99).toFixed(1)} ms`,
  'median 100 ms',
  median(ms) <= 100,
);
report.figure('other answers', others, 0, others === 0);
report.figure(
  'memory of the API and of Redis, peak',
  `${mebibytes(peak.api)} MiB (before ${mebibytes(memory.api)}), ${mebibytes(peak.redis)} MiB (before ${mebibytes(memory.redis)})`,
  'twice as much, and 64 MiB',
  peak.api < 2 * memory.api + 2 ** 26 && peak.redis < 2 * memory.redis + 2 ** 26,
);
report.figure('normal again after', `${(normalMs / 1000).toFixed(1)} s`, '5 s', normalMs <= 5_000);
agent.destroy();
await stack.close();
report.end();
