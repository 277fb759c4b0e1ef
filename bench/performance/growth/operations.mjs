import { setTimeout as delay } from 'node:timers/promises';
import { ORDER } from '../../lib/client.mjs';
import { askAll } from './requests.mjs';
import { runEach } from './scripts.mjs';
import { seedEnded, STEPS } from './seed.mjs';

/** How often each is done a round: as often as takes enough of a processor to be counted in hundredths of a second. */
const ORDERS = 1_000;
const READS = 2_000;
const PAGES = 200;
const SWEEPS = 3_000;
const EXPIRED = 2_000;
const EXPIRY_BATCH = 200;
const TOMBSTONE_MS = 1_000;
const LEASE_MS = 5_000;
const DAY_MS = 86_400_000;

/** A store that is measured: `{ running, waiting, finished, between }`; ids, and a time that half of its tasks were made before. */
export const OPERATIONS = {
  accept: async (store) => {
    const orders = Array.from({ length: ORDERS }, () => ({ path: '/cars', method: 'POST', body: ORDER }));
    const answer = await askAll(store.running, orders, 202);
    for (const { location } of answer.headers) store.waiting.add(Number(location.split('/').at(-1)));
    return answer;
  },
  'status, finished': ({ running, finished }) => askAll(running, reads(finished), 201),
  'status, waiting': ({ running, waiting }) => askAll(running, reads([...waiting]), 202),
  list: (store) => pages(store, ''),
  'list, two states': (store) => pages(store, '&status=active,failed'),
  'list, path and verb': (store) => pages(store, '&resource=/cars/&verb=POST'),
  'list, created before': (store) => pages(store, `&created_before=${store.between}`),
  cancel: async ({ running, waiting }) => {
    const ids = sample([...waiting], ORDERS);
    for (const id of ids) waiting.delete(id);
    const cancels = ids.map((id) => ({ path: `/tasks/${id}`, method: 'DELETE' }));
    return askAll(running, cancels, 200);
  },
  sweep: ({ running: { redis } }) =>
    whileRedisWorks(redis, SWEEPS, () =>
      inBatches(redis, 'sweep', SWEEPS, [
        ...['bench', LEASE_MS, DAY_MS, 500, 0],
        ...['car-build', STEPS.join(), 50, 0, 0],
      ]),
    ),
  expire: async (store) => {
    const { redis } = store.running;
    // What was just cancelled would be over in the midst of what is counted.
    await delay(TOMBSTONE_MS);
    await expireAll(redis);
    const { created, ended } = await seedEnded(redis, EXPIRED, -TOMBSTONE_MS);
    for (const id of created) store.waiting.add(id);
    for (const id of ended) store.waiting.delete(id);
    return whileRedisWorks(redis, EXPIRED, () => expireAll(redis));
  },
};

/** What was cancelled is kept for a second, so that a small store stays small; its owners' names for nine. */
async function expireAll(redis) {
  for (;;) {
    const [forgotten] = await runEach(redis, 'expire', [[TOMBSTONE_MS, EXPIRY_BATCH]]);
    if (forgotten === 0) return;
  }
}

async function inBatches(redis, name, count, args) {
  const batch = Array.from({ length: 100 }, () => args);
  for (let done = 0; done < count; done += batch.length) await runEach(redis, name, batch);
}

/** What 1,000 of something take of Redis, by its own account. */
async function whileRedisWorks(redis, count, work) {
  const before = await usedSeconds(redis);
  await work();
  return { cpu: (((await usedSeconds(redis)) - before) / count) * 1_000 };
}

async function usedSeconds(redis) {
  const info = await redis.info('cpu');
  const used = (mode) => Number(new RegExp(`^used_cpu_${mode}:([\\d.]+)`, 'm').exec(info)[1]);
  return used('sys') + used('user');
}

const reads = (ids) => sample(ids, READS).map((id) => ({ path: `/tasks/${id}` }));

async function pages({ running }, filter) {
  return askAll(
    running,
    Array.from({ length: PAGES }, () => ({ path: `/tasks?limit=50${filter}` })),
    // 202 while any of them has not ended.
    ...[200, 202],
  );
}

/** So many of these, evenly over all of them; some of them again where there are fewer. */
function sample(ids, count) {
  const step = Math.max(1, ids.length / count);
  return Array.from({ length: count }, (_, n) => ids[Math.floor(n * step) % ids.length]);
}
