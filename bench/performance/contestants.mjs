/**
 * Who is measured. Each is started fresh, on a store of its own, and written as its own documentation recommends.
 *
 * A contestant is `{ name, title, durability, promises, open(env) }`; what `open` answers has `url`, `orderPath`, `dir`,
 * `pids()`, `work()` (starts a worker), `rest()` (ends it), `ended()` (how many tasks were finished), `pathOf(answer)` (where
 * an order is followed), `restartApi()` and `close()`.
 */
import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Stack } from '../lib/stack.mjs';
import { CORES, REDIS_OPTIONS } from './machine.mjs';
import { openRestate } from './restate.mjs';

const SECOND = 'append-only file, synced each second';

/** No limits, and steps that take no time: what is measured is the machinery. */
export const BASE_ENV = {
  CAR_BUILD_SECONDS: '0',
  PARTS_STOCK: '1000000000',
  LOG_LEVEL: 'warn',
  WORKER_CONCURRENCY: '50',
  OPEN_TASKS_MAX: '0',
  WAITING_TASKS_MAX: '0',
  OPEN_TASKS_MAX_PER_CLIENT: '0',
  // What the Dockerfile sets (see there), and Node 20 has by itself: all have the same.
  NODE_OPTIONS: '--max-semi-space-size=16',
};

export const CONTESTANTS = [
  {
    name: 'ours',
    title: 'this service',
    durability: SECOND,
    promises:
      'validation, idempotency, cancel, lists, leases and fences; two checkpoints a task and its end, with the result of the third step',
    open: (env, pinned) =>
      openNode(
        { api: 'dist/bundle/main.js', worker: 'bench/contestants/ours/worker.mjs' },
        oursEnded,
        env,
        pinned,
      ),
  },
  {
    name: 'p1',
    title: 'Express 5 + BullMQ',
    durability: SECOND,
    promises: 'a queued job, its state and progress; three updates of its progress and its end',
    open: (env, pinned) => {
      const folder = prepared('express-bullmq');
      return openNode(
        { api: `${folder}/server.mjs`, worker: `${folder}/worker.mjs` },
        completed('bare-cars'),
        env,
        pinned,
      );
    },
  },
  {
    name: 'p2',
    title: 'Nest 12 + @nestjs/bullmq',
    durability: SECOND,
    promises: 'the same, and validation',
    open: (env, pinned) => {
      const folder = prepared('nest-bullmq', 'dist/server.js');
      return openNode(
        { api: `${folder}/dist/server.js`, worker: `${folder}/dist/worker.js` },
        completed('cars'),
        env,
        pinned,
      );
    },
  },
  {
    name: 'p3',
    title: 'Restate',
    durability: 'its log, synced before an order is acknowledged',
    promises: 'durable execution: three journalled steps',
    open: (_env, pinned) => openRestate(prepared('restate'), pinned),
  },
  {
    name: 'floor',
    title: 'node:http + one script',
    durability: SECOND,
    promises: 'nothing: no delivery, no checks',
    open: (env, pinned) => openNode({ api: `${prepared('floor')}/server.mjs` }, undefined, env, pinned),
  },
];

/** How many tasks have ended, those that are kept no longer too. */
export const oursEnded = (redis, tasks = '{factory:tasks}') =>
  redis.hmget(`${tasks}:meta`, 'id', 'open').then(([made, open]) => made - open);
const completed = (queue) => (redis) => redis.zcard(`bull:${queue}:completed`);

/** The folder of a contestant, with what it needs installed and built. */
function prepared(folder, built) {
  const path = `bench/contestants/${folder}`;
  const cwd = fileURLToPath(new URL(`../contestants/${folder}`, import.meta.url));
  const options = { cwd, stdio: ['ignore', 'ignore', 'inherit'] };
  if (!existsSync(`${cwd}/node_modules`)) execFileSync('npm', ['ci'], options);
  if (built !== undefined && !existsSync(`${cwd}/${built}`)) execFileSync('npm', ['run', 'build'], options);
  return path;
}

/** Starts an API process of these files, and workers when told to. */
export async function openNode(files, ended, env, pinned = true) {
  const options = { redisOptions: REDIS_OPTIONS, cores: pinned ? CORES : {} };
  const stack = await Stack.open({ ...BASE_ENV, ...env }, options);
  let api = await stack.api({}, files.api);
  const workers = [];
  return {
    get url() {
      return api.url;
    },
    orderPath: '/cars',
    dir: stack.dir,
    redis: stack.redis,
    pids: () => ({
      api: api.pid,
      store: stack.redisServer.pid,
      ...Object.fromEntries(workers.map(({ pid }, n) => [`worker${n + 1}`, pid])),
    }),
    work: async () => void workers.push(await stack.worker({}, files.worker)),
    rest: async () => {
      for (const worker of workers.splice(0)) await stack.kill(worker);
    },
    ended: ended === undefined ? undefined : () => ended(stack.redis),
    restartApi: async () => {
      await stack.kill(api);
      api = await stack.api({}, files.api);
    },
    pathOf: ({ headers }) => headers.location,
    close: () => stack.close(),
  };
}
