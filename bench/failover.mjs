/**
 * The master of Redis fails ten times under a steady load, behind sentinels and with DURABILITY=replica: killed, and every
 * third time frozen and woken when another is the master. Nothing that was accepted may be lost, and orders must be
 * accepted again soon. `node bench/failover.mjs [times]`
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel, ORDER } from './lib/client.mjs';
import { factoryState } from './lib/factory-state.mjs';
import { connections, send } from './lib/http.mjs';
import { Sentinels } from './lib/sentinels.mjs';
import { quantile, Report } from './lib/statistics.mjs';
import { Stack, until } from './lib/stack.mjs';

const times = Number(process.argv[2] ?? 10);
const customers = 20;
/** Between two orders of a customer: together they order somewhat more than 100 a second. */
const restMs = 150;
const repeatMs = 500;
const calmMs = 5_000;
/** A frozen master wakes when all have long gone on without it. */
const frozenMs = 20_000;
const failedOverMs = 60_000;
const awayMs = 15_000;
const endMs = 120_000;

const sentinels = await Sentinels.open();
const redis = sentinels.client();
const stack = await Stack.open({
  REDIS_URL: sentinels.url,
  DURABILITY: 'replica',
  CAR_BUILD_SECONDS: '0.1',
  LOG_LEVEL: 'warn',
  TASK_MAX_PICKUPS: '20',
});
const report = new Report();
const agent = connections();
const apis = [await stack.api(), await stack.api()];
const workers = [await stack.worker(), await stack.worker(), await stack.worker()];
for (const worker of workers) await worker.ready();

const accepted = [];
const others = new Map();
let open = true;

/** Orders again and again; what has no outcome is asked again with its key, at the next API, until it has one. */
async function customer(first) {
  let turn = first;
  while (open) {
    const key = randomUUID();
    for (;;) {
      const url = apis[(turn += 1) % apis.length].url;
      const asked = { method: 'POST', body: ORDER, headers: { 'Idempotency-Key': key } };
      const answer = await send(agent, `${url}/cars`, asked).catch(() => ({ status: 503 }));
      if ([200, 201, 202].includes(answer.status)) {
        accepted.push({ at: Date.now(), path: `/tasks/${answer.body.task_id}` });
        break;
      }
      if (answer.status !== 503) others.set(answer.status, (others.get(answer.status) ?? 0) + 1);
      await delay(repeatMs);
    }
    await delay(restMs);
  }
}

/** The longest span without an accepted order between two moments. */
function longestSilence(from, to) {
  const within = accepted.map(({ at }) => at).filter((at) => at >= from && at <= to);
  const moments = [from, ...within, to];
  return Math.max(...moments.slice(1).map((at, index) => at - moments[index]));
}

async function fail(n) {
  const frozen = n % 3 === 2;
  const port = await sentinels.master();
  const from = Date.now();
  if (frozen) sentinels.freeze(port);
  else await sentinels.kill(port);
  await until('another is the master', async () => (await sentinels.master()) !== port, failedOverMs);
  const switched = Date.now() - from;
  await delay(frozen ? frozenMs : calmMs);
  if (frozen) sentinels.thaw(port);
  else await sentinels.start(port);
  await sentinels.whole();
  await delay(calmMs);
  const silence = longestSilence(from, Date.now());
  console.log(
    `  ${n + 1}: ${frozen ? 'frozen' : 'killed'}; another master after ${switched} ms, no order accepted for ${silence} ms`,
  );
  return silence;
}

const ordering = Array.from({ length: customers }, (_, n) => customer(n));
await delay(calmMs);
const silences = [];
const began = Date.now();
for (let n = 0; n < times; n += 1) silences.push(await fail(n));
const rate = accepted.length / ((Date.now() - began) / 1000);
open = false;
await Promise.all(ordering);

const paths = [...new Set(accepted.map(({ path }) => path))];
console.log(`${accepted.length} orders accepted, ${rate.toFixed(0)} a second, all failures included`);
const found = await inParallel(paths, 16, async (path) => {
  const deadline = Date.now() + endMs;
  for (;;) {
    const answer = await send(agent, `${apis[0].url}${path}`, { headers: { Prefer: 'wait=5' } });
    if (answer.status !== 202 || Date.now() > deadline) return { path, ...answer };
  }
});
const lost = found.filter(({ status }) => status === 404 || status === 410);
const unfinished = found.filter(({ status }) => status !== 201);
for (const { path, status } of unfinished.slice(0, 10)) console.log(`  ${path}: ${status}`);
const cars = new Set(found.map(({ headers }) => headers.location));
const { cars: made } = await factoryState(redis);

report.figure('failovers', silences.length, times, silences.length === times);
report.figure('accepted tasks that are lost', lost.length, 0, lost.length === 0);
report.figure(
  'accepted tasks that made no car',
  `${unfinished.length} of ${paths.length}`,
  0,
  unfinished.length === 0,
);
report.figure(
  'cars',
  `${cars.size} of tasks, ${made.length} in all`,
  'one a task',
  cars.size === paths.length && made.length === paths.length,
);
report.figure(
  'orders that were told the same task',
  accepted.length - paths.length,
  0,
  accepted.length === paths.length,
);
report.figure('answers other than 2xx and 503', [...others].join(' ') || 'none', 'none', others.size === 0);
report.figure(
  'no order accepted, longest',
  `${(Math.max(...silences) / 1000).toFixed(1)} s, median ${(quantile(silences, 0.5) / 1000).toFixed(1)} s`,
  `${awayMs / 1000} s`,
  Math.max(...silences) <= awayMs,
);
agent.destroy();
redis.disconnect();
await stack.close();
await sentinels.close();
report.end();
