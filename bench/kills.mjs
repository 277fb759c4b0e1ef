/**
 * Kills workers at random moments while cars are built, and shows that nothing is lost and nothing done twice.
 *
 *   node bench/kills.mjs            200 builds of 2 s on 3 workers, at least 20 SIGKILLs
 */
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel, order, read } from './lib/client.mjs';
import { factoryState, watch } from './lib/factory-state.mjs';
import { Stack, until } from './lib/stack.mjs';
import { median, Report } from './lib/statistics.mjs';

const BUILDS = 200;
const WORKERS = 3;
const KILLS = 20;
const STOCK = 10_000;

const stack = await Stack.open({
  CAR_BUILD_SECONDS: '2',
  PARTS_STOCK: String(STOCK),
  WORKER_CONCURRENCY: '3',
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

while (kills.length < KILLS && !over) {
  await delay(500 + Math.random() * 2_500);
  const index = Math.floor(Math.random() * WORKERS);
  const victim = workers[index];
  kills.push({ at: Date.now(), pid: victim.pid });
  await stack.kill(victim);
  workers[index] = await stack.worker();
}
const { documents, falls } = await watched;

// A kill's tasks are those the victim had started and not ended; each moves again when another attempt is granted.
const delays = kills
  .flatMap(({ at, pid }) => {
    const mine = stack.events.filter(({ from, event }) => from === pid && event?.startsWith('task.'));
    const running = new Map();
    for (const { event, task } of mine) {
      if (event === 'task.started') running.set(task, true);
      if (event === 'task.finished' || event === 'task.failed') running.delete(task);
    }
    return [...running.keys()].map((task) => {
      const next = stack.events.find(
        (e) => e.event === 'task.started' && e.task === task && e.at > at && e.from !== pid,
      );
      return next === undefined ? undefined : (next.at - at) / 1000;
    });
  })
  .filter((seconds) => seconds !== undefined);

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
report.figure('interrupted tasks', delays.length, '> 0', delays.length > 0);
report.figure('kill to next attempt, median s', median(delays).toFixed(1), '<= 6', median(delays) <= 6);
report.figure(
  'kill to next attempt, worst s',
  Math.max(...delays).toFixed(1),
  '<= 10',
  Math.max(...delays) <= 10,
);
await stack.close();
report.end();
