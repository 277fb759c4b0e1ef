/**
 * Counts the instructions that Redis needs for each call of a task's scripts, of this work tree and of another commit of ours (by default
 * the one before): `npm run bench:instructions -- [commit]`, in two minutes. A change of a script shows there that no timing shows on a
 * machine which others use, too. It needs valgrind, and a commit whose store is used as this one's is.
 */
import { join, resolve } from 'node:path';
import { ORDER } from '../lib/client.mjs';
import { freePort } from '../lib/stack.mjs';
import { build, checkOut } from './another-commit.mjs';
import { countedRedis } from './counted-redis.mjs';

/** How many calls a command carries. */
const CALLS = [1, 8, 32];
/** Commands of each sort that are counted. */
const COMMANDS = 4;
const STEPS = ['reserve_parts', 'assemble', 'paint'];

const [since = 'HEAD^'] = process.argv.slice(2);

/** What a build makes of a store, and of a worker that has so many calls in each command. */
async function openCore(where, url, calls) {
  const from = (path) => import(join(where, 'dist', path));
  const { readSettings } = await from('platform/config/index.js');
  const { EventLogger } = await from('platform/logging/index.js');
  const { failFastRedis, MemoryWatch, patientRedis, RedisProvider } = await from('platform/redis/index.js');
  const { TaskLedger, WorkerName } = await from('tasks/index.js');
  const { TaskStore } = await from('tasks/task.store.js');
  const settings = readSettings(
    // Half of what a worker runs at once is one command.
    {
      REDIS_URL: url,
      KEY_PREFIX: `calls-${calls}`,
      LOG_LEVEL: 'silent',
      WORKER_CONCURRENCY: String(2 * calls),
      REDIS_TIMEOUT_MS: '60000',
    },
    [],
  );
  const log = EventLogger.forProcess('bench', settings.logLevel);
  const api = new RedisProvider(failFastRedis(settings, 'api'), settings, log);
  const worker = new RedisProvider(patientRedis(settings, 'worker'), settings, log);
  await Promise.all([api.client.connect(), worker.client.connect()]);
  return {
    store: new TaskStore(api, settings, new MemoryWatch(api, settings, log)),
    ledger: new TaskLedger(worker, settings, new WorkerName()),
    close: () => [api, worker].forEach(({ client }) => client.disconnect()),
  };
}

const json = JSON.stringify(ORDER);
const newTask = {
  owner: 'anonymous',
  kind: 'car-build',
  steps: STEPS,
  request: { resource: '/cars/', verb: 'POST', header: '{}', body: json },
  input: json,
  requestId: '0123456789abcdef0123',
};

/** Steps once this one has ended and the next has begun. */
const onward = (steps, done) =>
  steps.map((step, n) => {
    if (n === done) return { ...step, status: 'finished', endedAfterMs: 'now' };
    return n === done + 1 ? { ...step, status: 'in progress', attempts: 1, startedAfterMs: 'now' } : step;
  });

/** Where nothing is counted. */
const uncounted = async (work) => ({ result: await work(), instructions: 0 });

/** Takes as many tasks from their order to their end as there are calls and commands; answers instructions for each call. */
async function lives({ store, ledger }, calls, counted) {
  const sums = { create: 0, checkpoint: 0, end: 0 };
  const together = async (sort, items, work) => {
    const { result, instructions } = await counted(() => Promise.all(items.map(work)));
    if (sort in sums) sums[sort] += instructions;
    return result;
  };
  const lanes = Array.from({ length: calls });
  for (let n = 0; n < COMMANDS; n += 1) await together('create', lanes, () => store.create(newTask));
  let held = await together('start', lanes, () => ledger.start('car-build'));
  while (held.length > 0) {
    let running = held.map(({ task }) => ({ task, steps: task.steps }));
    for (const done of [0, 1]) {
      running = await together('checkpoint', running, async ({ task, steps }) => {
        const result = { step: STEPS[done], json: '{"chassis":"0123456789"}' };
        const kept = { progress: 33 * (done + 1), result };
        return { task, steps: await ledger.checkpoint(task, onward(steps, done), kept) };
      });
    }
    const outcome = { json: '{"car_id":1234}', location: '/cars/1234' };
    const next = await together('end', running, ({ task, steps }) =>
      ledger.finish(task, onward(steps, 2), outcome, true),
    );
    held = next.filter((grant) => grant !== undefined);
  }
  const tasks = calls * COMMANDS;
  const each = {
    create: sums.create / tasks,
    checkpoint: sums.checkpoint / (2 * tasks),
    end: sums.end / tasks,
  };
  return { ...each, 'a task': each.create + 2 * each.checkpoint + each.end };
}

async function countIn(where) {
  const redis = await countedRedis(await freePort());
  const found = {};
  try {
    for (const calls of CALLS) {
      const core = await openCore(where, redis.url, calls);
      // The first time Redis learns the scripts.
      await lives(core, calls, uncounted);
      found[calls] = await lives(core, calls, redis.counted);
      core.close();
    }
  } finally {
    await redis.end();
  }
  return found;
}

build();
const other = checkOut(since);
try {
  const [now, before] = [await countIn(resolve('.')), await countIn(other.folder)];
  const rows = CALLS.flatMap((calls) =>
    Object.entries(now[calls]).map(([sort, count]) => ({
      'calls of a command': calls,
      'instructions of': sort,
      'this work tree': Math.round(count),
      [other.commit]: Math.round(before[calls][sort]),
      ratio: (count / before[calls][sort]).toFixed(3),
    })),
  );
  console.table(rows);
} finally {
  other.remove();
}
