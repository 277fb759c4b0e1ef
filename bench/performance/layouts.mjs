import { Cluster } from 'ioredis';
import { Keys } from '../../dist/platform/redis/index.js';
import { RedisCluster } from '../lib/redis-cluster.mjs';
import { Server } from '../lib/redis-servers.mjs';
import { RECOMMENDED, Stack } from '../lib/stack.mjs';
import { BASE_ENV, oursEnded } from './contestants.mjs';
import { REDIS_OPTIONS } from './machine.mjs';
import { ORDERS_AT_ONCE } from './orders.mjs';

const SERVER_OPTIONS = [...RECOMMENDED, ...REDIS_OPTIONS];

const layout = (name, masters, partitions, title, load = 1) => ({
  name,
  title,
  open: () => openLayout(masters, partitions, load),
});
const single = (partitions) =>
  layout(`one-${partitions}`, undefined, partitions, `one Redis, ${partitions} partitions`);
const cluster = (masters, partitions) =>
  layout(
    `cluster-${masters}-${partitions}`,
    masters,
    partitions,
    `cluster of ${masters}, ${partitions} partitions`,
  );

/** Three nodes, each with as many orders and tasks under way as one Redis has elsewhere. */
const FULL_CLUSTER = layout('cluster-3-3-full', 3, 3, 'cluster of 3, 3 partitions, three times the load', 3);

/** This service over one Redis and over clusters, its tasks in one partition and in several. */
export const LAYOUTS = [
  ...[1, 2, 4].map(single),
  ...[1, 2, 3, 4].map((masters) => cluster(masters, masters)),
  FULL_CLUSTER,
];

/**
 * What CONTESTANTS' `open` answers, and `nodes`, a connection to each Redis. Nothing is pinned, since a cluster has more
 * processes than there are processors. `load`: how many times the usual clients and slots of the worker.
 */
async function openLayout(masters, partitions, load) {
  const store = await openStore(masters);
  const stack = await Stack.open({
    ...BASE_ENV,
    // What was frozen, or waits for a processor, is late and not away.
    REDIS_TIMEOUT_MS: '10000',
    REDIS_URL: store.url,
    TASK_PARTITIONS: String(partitions),
    WORKER_CONCURRENCY: String(load * Number(BASE_ENV.WORKER_CONCURRENCY)),
  });
  const api = await stack.api();
  const workers = [];
  const keys = new Keys('factory', partitions);
  const [first, ...others] = store.servers.map(({ child }) => child.pid);
  return {
    url: api.url,
    orderPath: '/cars',
    ordersAtOnce: load * ORDERS_AT_ONCE,
    dir: stack.dir,
    nodes: store.servers.map(({ redis }) => redis),
    pids: () => ({
      store: first,
      ...Object.fromEntries(others.map((pid, n) => [`store${n + 2}`, pid])),
      api: api.pid,
      ...Object.fromEntries(workers.map(({ pid }, n) => [`worker${n + 1}`, pid])),
    }),
    work: async () => void workers.push(await stack.worker({}, 'bench/contestants/ours/worker.mjs')),
    ended: async () => {
      const counts = keys.partitions.map(({ tasks }) => oursEnded(store.client, tasks));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    pathOf: ({ headers }) => headers.location,
    close: async () => {
      await stack.close();
      await store.close();
    },
  };
}

/** One server by itself where there are no masters. */
async function openStore(masters) {
  if (masters === undefined) {
    const server = await Server.start(SERVER_OPTIONS);
    const url = `redis://127.0.0.1:${server.port}`;
    return { url, servers: [server], client: server.redis, close: () => server.remove() };
  }
  const started = await RedisCluster.start(masters, SERVER_OPTIONS);
  const client = new Cluster(started.servers.map(({ port }) => ({ host: '127.0.0.1', port })));
  client.on('error', () => undefined);
  const close = async () => {
    client.disconnect();
    await started.close();
  };
  return { url: started.url, servers: started.servers, client, close };
}
