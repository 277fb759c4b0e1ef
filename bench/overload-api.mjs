/**
 * Ten times as many clients as an API process has its best rate with, each ordering again as soon as it was answered, for
 * a minute in turns with the best rate itself: how much is accepted, what becomes of the rest, what memory does, and how
 * soon an order is answered as before. Needs wrk. `node bench/overload-api.mjs`
 */
import { fileURLToPath } from 'node:url';
import { ORDER } from './lib/client.mjs';
import { connections, send } from './lib/http.mjs';
import { residentBytes } from './lib/proc.mjs';
import { Stack } from './lib/stack.mjs';
import { median, Report } from './lib/statistics.mjs';
import { latencyMs, wrk } from './lib/wrk.mjs';

const ROUNDS = 6;
const SECONDS = 10;
const BEST_CLIENTS = 64;
const CLIENTS = 10 * BEST_CLIENTS;
const ORDERS = fileURLToPath(new URL('lib/orders.lua', import.meta.url));

const stack = await Stack.open({
  LOG_LEVEL: 'warn',
  OPEN_TASKS_MAX: '0',
  WAITING_TASKS_MAX: '0',
  OPEN_TASKS_MAX_PER_CLIENT: '0',
});
const api = await stack.api();
const agent = connections();

/** What so many clients were answered in that time, and the median of how long each answer took. */
async function offered(clients) {
  const printed = await wrk(['-s', ORDERS, `${api.url}/cars`], { connections: clients, seconds: SECONDS });
  const answers = JSON.parse(/^\{.*\}$/m.exec(printed)[0]);
  const unheard = /Socket errors: (.*)/.exec(printed)?.[1];
  return { ...answers, unheard, ms: latencyMs(printed, 50) };
}

/** Milliseconds until an order is answered. */
async function orderMs() {
  const began = performance.now();
  await send(agent, `${api.url}/cars`, { method: 'POST', body: ORDER });
  return performance.now() - began;
}

await offered(BEST_CLIENTS);
const rounds = [];
for (let n = 0; n < ROUNDS; n += 1) {
  const best = await offered(BEST_CLIENTS);
  const calmBytes = await residentBytes(api.pid);
  const over = await offered(CLIENTS);
  const firstMs = await orderMs();
  rounds.push({ best, over, firstMs, calmBytes, bytes: await residentBytes(api.pid) });
  const shown = ({ accepted, ms }) => `${(accepted / SECONDS).toFixed(0)}/s in ${ms.toFixed(0)} ms`;
  console.log(
    `${BEST_CLIENTS} clients: ${shown(best)}; ${CLIENTS}: ${shown(over)}; then ${firstMs.toFixed(0)} ms`,
  );
}

const report = new Report();
const ratios = rounds.map(({ best, over }) => over.accepted / best.accepted);
const shownRatio = (value) => `${(value * 100).toFixed(0)} %`;
report.figure(
  'orders accepted from ten times the clients',
  `${shownRatio(median(ratios))} (${shownRatio(Math.min(...ratios))} to ${shownRatio(Math.max(...ratios))})`,
  '90 % of the best rate',
  median(ratios) >= 0.9,
);
const refused = rounds.reduce((sum, { over }) => sum + over.refused, 0);
const others = rounds.flatMap(({ over }) => [over.others, over.unheard ?? 0]).filter((one) => one !== 0);
report.figure('refused', refused, 'any', true);
report.figure('other answers, and none', others.join() || 0, 0, others.length === 0);
const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(0);
const { calmBytes } = rounds[0];
const { bytes } = rounds.at(-1);
report.figure(
  'memory of the API',
  `${mebibytes(bytes)} MiB (before ${mebibytes(calmBytes)})`,
  'twice as much',
  bytes < 2 * calmBytes,
);
const slowest = Math.max(...rounds.map(({ firstMs }) => firstMs));
report.figure('the next order is answered in', `${slowest.toFixed(0)} ms`, '5 s', slowest <= 5_000);
agent.destroy();
await stack.close();
report.end();
