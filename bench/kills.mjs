/**
 * Kills workers at random moments while cars are built, and shows that nothing is lost and nothing done twice.
 *
 *   node bench/kills.mjs            builds of 2 s on 3 workers, until at least 20 SIGKILLs met at least 200 tasks
 */
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel, order, read } from './lib/client.mjs';
import { factoryState, watch } from './lib/factory-state.mjs';
import { Stack, until } from './lib/stack.mjs';
import { median, quantile, Report } from './lib/statistics.mjs';

const BUILDS = 1_200;
const WORKERS = 3;
const KILLS = 20;
/** So many tasks must have been interrupted for a 99th percentile to mean anything. */
const INTERRUPTED = 200;
const LEASE_SECONDS = 5;
const STOCK = 10_000;

const stack = await Stack.open({
  CAR_BUILD_SECONDS: '2',
  PARTS_STOCK: String(STOCK),
  WORKER_CONCURRENCY: '6',
  TASK_LEASE_SECONDS: String(LEASE_SECONDS),
  TASK_MAX_PICKUPS: '20',
  LOG_LEVEL: 'debug',
});
const api = await stack.api();
const workers = await Promise.all(Array.from({ length: WORKERS }, () => stack.worker()));
await Promise.all(workers.map((worker) => worker.ready()));

const paths = await inParallel(Array.from({ length: BUILDS }), 16, () => order(api.url));
const watched = watch(api.url, paths, { read, until, inParallel }, 600_000);
const kills = [];
let over = false;
watched.finally(() => (over = true)).catch(() => undefined);

/** Tasks that a kill found at work: those the victim had started and not ended. */
function interruptedBy({ pid }) {
  const running = new Set();
  for (const { from, event, task } of stack.events) {
    if (from !== pid) continue;
    if (event === 'task.started') running.add(task);
    if (event === 'task.finished' || event === 'task.failed') running.delete(task);
  }
  return [...running];
}

const isEnough = () =>
  kills.length >= KILLS && kills.flatMap((kill) => interruptedBy(kill)).length >= INTERRUPTED;
while (!isEnough() && !over) {
  await delay(500 + Math.random() * 2_500);
  const index = Math.floor(Math.random() * WORKERS);
  const victim = workers[index];
  kills.push({ at: Date.now(), pid: victim.pid });
  await stack.kill(victim);
  workers[index] = await stack.worker();
  // One at a time: tasks that nobody is there to take up wait for somebody, and that is not what is measured.
  await workers[index].ready();
}
const { documents, falls } = await watched;

/** Seconds until each task moved again: until another attempt was granted. */
const delays = kills.flatMap((kill) =>
  interruptedBy(kill).flatMap((task) => {
    const next = stack.events.find(
      (e) => e.event === 'task.started' && e.task === task && e.at > kill.at && e.from !== kill.pid,
    );
    return next === undefined ? [] : [(next.at - kill.at) / 1000];
  }),
);

const state = await factoryState(stack.redis);
const report = new Report();
const finished = documents.filter(({ status }) => status === 'finished').length;
report.figure('kills', kills.length, `>= ${KILLS}`, kills.length >= KILLS);
report.figure('finished', finished, BUILDS, finished === BUILDS);
report.figure(
  'cars, each with its own number',
  new Set(state.cars).size,
  BUILDS,
  new Set(state.cars).size === BUILDS,
);
report.figure(
  'sets taken from stock',
  state.stock.map((left) => STOCK - left).join(),
  BUILDS,
  state.stock.every((left) => left === STOCK - BUILDS),
);
report.figure('sets still reserved', state.reserved, 0, state.reserved === 0);
report.figure('falls of progress or status seen', falls.length, 0, falls.length === 0);
report.figure('interrupted tasks', delays.length, `>= ${INTERRUPTED}`, delays.length >= INTERRUPTED);
const tail = quantile(delays, 0.99);
report.figure(
  'kill to next attempt, seconds',
  `median ${median(delays).toFixed(1)}, p99 ${tail.toFixed(1)}, worst ${Math.max(...delays).toFixed(1)}`,
  `p99 ${LEASE_SECONDS + 2}`,
  tail <= LEASE_SECONDS + 2,
);
await stack.close();
report.end();
