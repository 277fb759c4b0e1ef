/**
 * Freezes workers past their lease in the middle of a step, wakes them, and shows that nothing they write counts.
 *
 *   node bench/frozen.mjs           50 freezes of workers that run builds
 */
import { inParallel, order, read } from './lib/client.mjs';
import { factoryState, watch } from './lib/factory-state.mjs';
import { Stack, until } from './lib/stack.mjs';
import { Report } from './lib/statistics.mjs';

const FREEZES = 50;
/** Frozen together; each round has this many workers that freeze and one that carries on. */
const AT_ONCE = 10;
const STOCK = 10_000;

const stack = await Stack.open({
  ...{ CAR_BUILD_SECONDS: '3', PARTS_STOCK: String(STOCK), WORKER_CONCURRENCY: '2', LOG_LEVEL: 'debug' },
  TASK_LEASE_SECONDS: '2',
});
const api = await stack.api();
const report = new Report();
const woken = new Set();
const paths = [];
const falls = [];

for (let frozen = 0; frozen < FREEZES; frozen += AT_ONCE) {
  const workers = await Promise.all(Array.from({ length: AT_ONCE }, () => stack.worker()));
  await Promise.all(workers.map((worker) => worker.ready()));
  const round = await inParallel(Array.from({ length: AT_ONCE * 2 }), 16, () => order(api.url));
  paths.push(...round);
  await until('every worker runs a build', () => {
    const busy = new Set(
      stack.events.filter(({ event }) => event === 'task.started').map(({ from }) => from),
    );
    return workers.filter(({ pid }) => busy.has(pid)).length >= AT_ONCE - 2;
  });
  for (const worker of workers) worker.kill('SIGSTOP');
  const frozenAt = Date.now();
  const spare = await stack.worker({ WORKER_CONCURRENCY: '20' });
  await spare.ready();
  await until(
    'the builds are granted to the spare worker',
    () => {
      const taken = stack.events.filter(
        (e) => e.from === spare.pid && e.event === 'task.started' && e.attempt > 1,
      );
      return taken.length >= AT_ONCE && Date.now() - frozenAt > 2_500;
    },
    30_000,
  );
  for (const worker of workers) {
    worker.kill('SIGCONT');
    woken.add(worker.pid);
  }
  falls.push(...(await watch(api.url, round, { read, until, inParallel }, 120_000)).falls);
  for (const worker of [...workers, spare]) await stack.kill(worker);
}

const { documents } = await watch(api.url, paths, { read, until, inParallel }, 60_000);
const state = await factoryState(stack.redis);
const ended = stack.events.filter(({ event }) => event === 'task.finished' || event === 'task.failed');
const endings = new Map(ended.map(({ task }) => [task, ended.filter((e) => e.task === task).length]));
const lost = stack.events.filter(({ event, from }) => event === 'task.lost' && woken.has(from)).length;
report.figure('workers frozen past their lease and woken', woken.size, FREEZES, woken.size >= FREEZES);
report.figure('attempts that woke up and were stopped', lost, '>= 50', lost >= FREEZES);
report.figure(
  'finished',
  documents.filter(({ status }) => status === 'finished').length,
  paths.length,
  documents.every(({ status }) => status === 'finished'),
);
report.figure(
  'tasks ended more than once',
  [...endings.values()].filter((n) => n > 1).length,
  0,
  [...endings.values()].every((n) => n === 1),
);
report.figure('cars', new Set(state.cars).size, paths.length, new Set(state.cars).size === paths.length);
report.figure(
  'sets taken from stock',
  state.stock.map((left) => STOCK - left).join(),
  paths.length,
  state.stock.every((left) => left === STOCK - paths.length),
);
report.figure('falls of progress or status seen', falls.length, 0, falls.length === 0);
await stack.close();
report.end();
