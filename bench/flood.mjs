/**
 * What a client that floods does to others: one client orders 100,000 cars; another orders one now and then, reads cars,
 * tasks and lists, before the flood and behind it. `node bench/flood.mjs [orders]`
 */
import { createHash } from 'node:crypto';
import { inParallel, ORDER } from './lib/client.mjs';
import { connections, send } from './lib/http.mjs';
import { quantile, Report } from './lib/statistics.mjs';
import { Stack } from './lib/stack.mjs';

const flood = Number(process.argv[2] ?? 100_000);
const lanes = 64;
const looks = 40;

/** Another may wait for what runs, and for one task of the flood. */
const maxDelayMs = 2_000;
/** Reads may take this many times as long as before the flood, and a little for the machine's own moods. */
const maxRatio = 2;
const moodMs = 10;

const keyOf = (name) => `${name}.${name.at(0).repeat(43)}`;
const entryOf = (name) => `${name}:${createHash('sha256').update(keyOf(name)).digest('hex')}`;
const as = (name) => ({ 'X-API-Key': keyOf(name) });

const stack = await Stack.open({
  CAR_BUILD_SECONDS: '0.5',
  LOG_LEVEL: 'warn',
  AUTH: 'api-key',
  API_KEYS: ['flood', 'other'].map(entryOf).join(','),
});
const report = new Report();
const agent = connections();
const api = await stack.api();
const worker = await stack.worker();
await worker.ready();

const timed = async (call) => {
  const began = performance.now();
  const answer = await call();
  return { ms: performance.now() - began, answer };
};
const get = (path, headers = {}) =>
  send(agent, `${api.url}${path}`, { headers: { ...as('other'), ...headers } });
const build = async (headers = {}) => {
  const asked = { method: 'POST', body: ORDER, headers: { ...as('other'), ...headers } };
  return send(agent, `${api.url}/cars`, asked);
};

/** What the other client's requests take, as medians and worst. */
async function look() {
  const taken = { order: [], 'order to car': [], 'read a car': [], 'read a task': [], 'list tasks': [] };
  for (let n = 0; n < looks; n += 1) {
    const ordered = await timed(() => build());
    taken.order.push(ordered.ms);
    const path = ordered.answer.headers.location;
    const made = await timed(() => get(path, { Prefer: 'wait=25' }));
    if (made.answer.status !== 201) throw new Error(`the car was not made: ${made.answer.status}`);
    taken['order to car'].push(ordered.ms + made.ms);
    taken['read a car'].push((await timed(() => get('/cars/1', { Prefer: 'wait=25' }))).ms);
    taken['read a task'].push((await timed(() => get(path))).ms);
    taken['list tasks'].push((await timed(() => get('/tasks'))).ms);
  }
  return taken;
}

const before = await look();
const began = Date.now();
await inParallel(Array.from({ length: flood }), lanes, async () => {
  const { status } = await send(agent, `${api.url}/cars`, {
    method: 'POST',
    body: ORDER,
    headers: as('flood'),
  });
  if (status !== 202) throw new Error(`an order of the flood was answered ${status}`);
});
const waiting = await stack.redis.zcard('{factory:tasks}:waiting:car-build');
console.log(`${flood} orders in ${((Date.now() - began) / 1000).toFixed(1)} s; ${waiting} tasks wait`);
const behind = await look();
const stillWaiting = await stack.redis.zcard('{factory:tasks}:waiting:car-build');

for (const [what, calm] of Object.entries(before)) {
  const [was, is, worst] = [quantile(calm, 0.5), quantile(behind[what], 0.5), Math.max(...behind[what])];
  const value = `median ${is.toFixed(1)} ms (before ${was.toFixed(1)}), worst ${worst.toFixed(1)} ms`;
  if (what === 'order to car') report.figure(what, value, `worst ${maxDelayMs} ms`, worst <= maxDelayMs);
  else report.figure(what, value, `median ${maxRatio} times before`, is <= maxRatio * was + moodMs);
}
report.figure(
  'tasks that still waited at the end',
  stillWaiting,
  'most of the flood',
  stillWaiting > flood / 2,
);
agent.destroy();
await stack.close();
report.end();
