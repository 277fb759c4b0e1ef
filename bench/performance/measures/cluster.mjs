import { setTimeout as delay } from 'node:timers/promises';
import { LAYOUTS } from '../layouts.mjs';
import { placeOrders, untilEnded } from '../orders.mjs';
import { whileCounting } from '../processor.mjs';
import { sumOf, whileRedisCounts } from '../redis-figures.mjs';
import { inTurns } from '../rounds.mjs';

export const contestants = LAYOUTS.map(({ name }) => name);

const TASKS = 3_000;
const WARM_UP = 2_000;
const REWARM = 500;
const IDLE_MS = 2_000;

/** What a task takes from its order to its end of API, worker and Redis, and how evenly the nodes of a cluster take it. */
export async function measure(chosen, { rounds }) {
  return inTurns(chosen, rounds, {
    prepare: async (running) => {
      await running.work();
      await live(running, WARM_UP);
    },
    rewarm: (running) => live(running, REWARM),
    measure: async (running) => ({ ...(await lives(running)), ...(await idles(running)) }),
  });
}

async function lives(running) {
  const { nodes } = running;
  const { api, worker1 } = running.pids();
  const { result, used } = await whileRedisCounts(nodes, () =>
    whileCounting({ api, worker1 }, () => live(running, TASKS)),
  );
  const thousands = TASKS / 1_000;
  return {
    'API, CPU s/1,000': result.used.api / thousands,
    'worker, CPU s/1,000': result.used.worker1 / thousands,
    'Redis, CPU s/1,000': sumOf(used, 'cpu') / thousands,
    'first node, CPU s/1,000': used[0].cpu / thousands,
    ...sharesOf(used, 'cpu', 'CPU'),
    ...sharesOf(used, 'commands', 'commands'),
    's/1,000': result.result / thousands,
    'messages a task': sumOf(used, 'published') / TASKS,
    'bytes kept': sumOf(used, 'kept') / TASKS,
    'bytes written': sumOf(used, 'written') / TASKS,
    'bytes to Redis': sumOf(used, 'received') / TASKS,
    'bytes from Redis': sumOf(used, 'sent') / TASKS,
  };
}

/** The largest and the smallest share of a node, 1 where all have the same. */
function sharesOf(used, name, what) {
  const shares = used.map((one) => (one[name] * used.length) / sumOf(used, name));
  return { [`most ${what}`]: Math.max(...shares), [`least ${what}`]: Math.min(...shares) };
}

/** What nobody's tasks take: sweeps, heartbeats, and what nodes tell each other. */
async function idles({ nodes, pids }) {
  const { api, worker1 } = pids();
  const idle = () => whileCounting({ api, worker1 }, () => delay(IDLE_MS));
  const { result, used } = await whileRedisCounts(nodes, idle);
  const seconds = IDLE_MS / 1_000;
  return {
    'idle, Redis CPU s/s': sumOf(used, 'cpu') / seconds,
    'idle, worker CPU s/s': result.used.worker1 / seconds,
  };
}

async function live(running, tasks) {
  const beganMs = performance.now();
  const before = await running.ended();
  await placeOrders(running, tasks);
  await untilEnded(running, before + tasks);
  return (performance.now() - beganMs) / 1_000;
}
