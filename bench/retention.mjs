/**
 * Lets tasks end and their retention pass, and shows that Redis is as empty afterwards as it was before.
 *
 *   node bench/retention.mjs        20,000 orders and reads, some cancelled, half of the orders with keys
 */
import { inParallel, ORDER, read } from './lib/client.mjs';
import { Stack, until } from './lib/stack.mjs';
import { Report } from './lib/statistics.mjs';

const TASKS = 20_000;
const RETENTION_SECONDS = 2;
/** Nothing in Redis is given back to the last byte: tables shrink in steps. */
const SLACK_MIB = 2;

const stack = await Stack.open({
  CAR_BUILD_SECONDS: '0',
  PARTS_STOCK: '0',
  TASK_RETENTION_SECONDS: String(RETENTION_SECONDS),
  WORKER_CONCURRENCY: '50',
  LOG_LEVEL: 'warn',
});
const api = await stack.api();
const worker = await stack.worker();
await worker.ready();

const memory = async () => {
  const info = await stack.redis.info('memory');
  return Number(/^used_memory:(\d+)/m.exec(info)[1]) / 2 ** 20;
};
const taskKeys = async () => (await stack.redis.keys('{factory:tasks}:*')).length;

async function ask(n) {
  // Without parts every order fails, so that no car is left, which is kept for good.
  const keyed = n % 2 === 0 ? { 'Idempotency-Key': `k${n}` } : {};
  const headers = { 'Content-Type': 'application/json', ...keyed };
  const init = n % 4 === 3 ? {} : { method: 'POST', headers, body: JSON.stringify(ORDER) };
  const response = await fetch(`${api.url}${n % 4 === 3 ? `/cars/${n}` : '/cars'}`, init);
  await response.text();
  const path = response.headers.get('Location');
  if (n % 10 === 0) await (await fetch(`${api.url}${path}`, { method: 'DELETE' })).text();
  return path;
}

// Once through everything, so that what stays for good is there before.
await inParallel(Array.from({ length: 20 }), 4, (_, n) => ask(n));
await until('the first tasks are forgotten', async () => (await taskKeys()) <= 7, 60_000);
const [keysBefore, before] = [await taskKeys(), await memory()];
const paths = await inParallel(Array.from({ length: TASKS }), 16, (_, n) => ask(n + 1_000));
const [keysPeak, peak] = [await taskKeys(), await memory()];
const last = `${api.url}${paths.at(-1)}`;
await until('the last task is answered 410', async () => (await read(last)).status === 410, 60_000);
await until('and then 404', async () => (await read(last)).status === 404, 60_000);
await until('all of them are gone', async () => (await taskKeys()) <= keysBefore, 60_000);
const [keysAfter, after] = [await taskKeys(), await memory()];

const report = new Report();
report.figure(
  'keys of tasks before, at most, after',
  `${keysBefore}, ${keysPeak}, ${keysAfter}`,
  'as before',
  keysAfter <= keysBefore,
);
const mib = [before, peak, after].map((value) => value.toFixed(1)).join(', ');
report.figure(
  'MiB of Redis before, at most, after',
  mib,
  `as before, give or take ${SLACK_MIB}`,
  after <= before + SLACK_MIB,
);
await stack.close();
report.end();
