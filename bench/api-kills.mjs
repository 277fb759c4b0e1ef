/**
 * Kills the API under load, and shows that every car it accepted is built and no other.
 *
 *   node bench/api-kills.mjs        5 SIGKILLs while 8 clients order
 */
import { inParallel, order, read } from './lib/client.mjs';
import { factoryState, watch } from './lib/factory-state.mjs';
import { freePort, Stack, until } from './lib/stack.mjs';
import { Report } from './lib/statistics.mjs';

const KILLS = 5;
const CLIENTS = 8;
/** Accepted between two kills. */
const BETWEEN = 150;

const stack = await Stack.open({ CAR_BUILD_SECONDS: '0', WORKER_CONCURRENCY: '20' });
const port = String(await freePort());
let api = await stack.api({ PORT: port });
const worker = await stack.worker();
await worker.ready();

const accepted = [];
let unknown = 0;
let going = true;
const clients = Array.from({ length: CLIENTS }, async () => {
  while (going) {
    try {
      accepted.push(await order(api.url));
    } catch {
      unknown += 1;
      await until('the API is back', async () => (await fetch(`${api.url}/health/live`)).ok, 20_000).catch(
        () => undefined,
      );
    }
  }
});
for (let kill = 1; kill <= KILLS; kill += 1) {
  const goal = accepted.length + BETWEEN;
  await until('enough was ordered', () => accepted.length >= goal, 30_000);
  await stack.kill(api);
  api = await stack.api({ PORT: port });
}
going = false;
await Promise.all(clients);

const { documents } = await watch(api.url, accepted, { read, until, inParallel }, 120_000);
const all = Number(await stack.redis.hget('{factory:tasks}:meta', 'id'));
const rest = Array.from({ length: all }, (_, index) => `/tasks/${index + 1}`).filter(
  (path) => !accepted.includes(path),
);
await watch(api.url, rest, { read, until, inParallel }, 60_000);
const state = await factoryState(stack.redis);
const finished = documents.filter(({ status }) => status === 'finished').length;
const report = new Report();
report.figure('kills of the API', KILLS, KILLS, true);
report.figure(
  '202s that clients received',
  accepted.length,
  `> ${KILLS * BETWEEN}`,
  accepted.length > KILLS * BETWEEN,
);
report.figure('of these finished', finished, accepted.length, finished === accepted.length);
report.figure(
  'tasks whose 202 was cut off',
  rest.length,
  `<= ${unknown} requests without an answer`,
  rest.length <= unknown,
);
report.figure('cars', new Set(state.cars).size, all, new Set(state.cars).size === all);
await stack.close();
report.end();
