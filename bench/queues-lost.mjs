/**
 * Deletes everything BullMQ keeps while tasks are under way, and shows that each is done, once.
 *
 *   node bench/queues-lost.mjs      100 builds, waiting and running
 */
import { inParallel, order, read } from './lib/client.mjs';
import { factoryState, watch } from './lib/factory-state.mjs';
import { Stack, until } from './lib/stack.mjs';
import { Report } from './lib/statistics.mjs';

const BUILDS = 100;

const stack = await Stack.open({ CAR_BUILD_SECONDS: '2', WORKER_CONCURRENCY: '10', LOG_LEVEL: 'debug' });
const api = await stack.api();
const workers = await Promise.all([stack.worker(), stack.worker()]);
await Promise.all(workers.map((worker) => worker.ready()));
const paths = await inParallel(Array.from({ length: BUILDS }), 16, () => order(api.url));
await until('builds run', () => stack.events.some(({ event }) => event === 'task.started'));
const keys = await stack.redis.keys('{factory:queues}:*');
await stack.redis.del(...keys);
const { documents, falls } = await watch(api.url, paths, { read, until, inParallel }, 180_000);
const state = await factoryState(stack.redis);
const finished = documents.filter(({ status }) => status === 'finished').length;
const report = new Report();
report.figure("BullMQ's keys deleted", keys.length, '> 0', keys.length > 0);
report.figure('finished', finished, BUILDS, finished === BUILDS);
report.figure('cars', new Set(state.cars).size, BUILDS, new Set(state.cars).size === BUILDS);
report.figure(
  'sets taken from stock',
  state.stock.map((left) => 1_000_000 - left).join(),
  BUILDS,
  state.stock.every((left) => left === 1_000_000 - BUILDS),
);
report.figure('falls of progress or status seen', falls.length, 0, falls.length === 0);
await stack.close();
report.end();
