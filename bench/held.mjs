/**
 * Holds 5,000 waits and 1,000 event streams on one API process: what they cost while nothing happens, how soon all of
 * them learn of their task's end, and what is left when they hang up.
 *
 *   node bench/held.mjs             about two minutes; needs 7,000 file descriptors a process (`ulimit -n`)
 *
 * 100 of the waits hang on one task, the others and the streams on tasks of their own.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel, ORDER } from './lib/client.mjs';
import { Holder } from './lib/holders.mjs';
import { connections, send } from './lib/http.mjs';
import { openSockets, processorSeconds } from './lib/proc.mjs';
import { Stack, until } from './lib/stack.mjs';
import { quantile, Report } from './lib/statistics.mjs';

const WAITS = 5_000;
const STREAMS = 1_000;
const ON_ONE_TASK = 100;
const WAIT_SECONDS = 170;
const IDLE_SECONDS = 45;

const stack = await Stack.open({
  ...{ CAR_BUILD_SECONDS: '0', LOG_LEVEL: 'warn', WORKER_CONCURRENCY: '20' },
  ...{ WAIT_MAX_SECONDS: String(WAIT_SECONDS), HELD_MAX: '20000', HELD_MAX_PER_CLIENT: '20000' },
});
const api = await stack.api({}, 'bench/held-api.mjs');
const holder = new Holder();
const report = new Report();

const base = { sockets: await openSockets(api.pid), subscriptions: await subscriptions() };
const agent = connections(16);
const paths = await inParallel(Array.from({ length: WAITS - ON_ONE_TASK + 1 }), 16, async () => {
  const { headers } = await send(agent, `${api.url}/cars`, { method: 'POST', body: ORDER });
  return headers.location;
});
agent.destroy();
const [shared, ...own] = paths;
const wait = (path) => ({ kind: 'wait', path, prefer: `wait=${WAIT_SECONDS}` });
const waits = [...own.map(wait), ...Array.from({ length: ON_ONE_TASK }, () => wait(shared))];
const streams = own.slice(0, STREAMS).map((path) => ({ kind: 'stream', path }));

const channels = async () => (await stack.redis.pubsub('SHARDCHANNELS', '{factory:tasks}:changes:*')).length;
/** All channels and patterns that the API is subscribed to. */
async function subscriptions() {
  const clients = await stack.redis.client('LIST', 'TYPE', 'PUBSUB');
  const counts = clients.matchAll(/ name=factory-api-\S+ .* sub=(\d+) psub=(\d+)/g);
  return [...counts].reduce((sum, [, ...numbers]) => sum + Number(numbers[0]) + Number(numbers[1]), 0);
}

/** Memory after a collection, in bytes. */
async function memory() {
  await delay(2_000);
  const asked = stack.events.length;
  api.kill('SIGUSR2');
  return until('the API told its memory', () =>
    stack.events.slice(asked).find((e) => e.event === 'bench.memory'),
  );
}

async function hold(items, subscribed) {
  const startMs = performance.now();
  await holder.hold(api.url, items);
  await until('all are held', async () => (await channels()) === subscribed, 60_000);
  console.log(`      held ${items.length} within ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}

/** Waits until sockets and subscriptions are as they were; tells how long that took and what is left. */
async function left(base) {
  const startMs = performance.now();
  const state = async () => ({ sockets: await openSockets(api.pid), subscriptions: await subscriptions() });
  const same = ({ sockets, subscriptions: n }) => sockets <= base.sockets && n <= base.subscriptions;
  await until('nothing is left', async () => same(await state()), 5_000).catch(() => undefined);
  const after = await state();
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  const more = (what) => `${after[what] - base[what]} ${what}`;
  return { text: `${more('sockets')}, ${more('subscriptions')} after ${seconds} s`, nothing: same(after) };
}

// Once for nothing: the second time all code is compiled and all tables have grown, so that memory can be compared.
await hold([...waits.slice(0, 1_000), ...streams], 1_000);
await holder.hangUp();
await left(base);

const before = await memory();
await hold(waits, paths.length);
const withWaits = await memory();
await hold(streams, paths.length);
const withStreams = await memory();
const kb = (more, less, count, of) => ((more[of] - less[of]) / count / 1024).toFixed(1);
for (const [what, more, less, count] of [
  ['wait', withWaits, before, WAITS],
  ['stream', withStreams, withWaits, STREAMS],
])
  console.log(
    `      a held ${what}: ${kb(more, less, count, 'rss')} KiB resident, ${kb(more, less, count, 'heap')} KiB of heap`,
  );

const usedBefore = await processorSeconds(api.pid);
await delay(IDLE_SECONDS * 1000);
const share = (100 * ((await processorSeconds(api.pid)) - usedBefore)) / IDLE_SECONDS;
report.figure(
  `a core used while ${WAITS + STREAMS} are held for ${IDLE_SECONDS} s`,
  `${share.toFixed(1)} %`,
  '<= 5 %',
  share <= 5,
);

await holder.hangUp();
const hungUp = await left(base);
report.figure('left when all hung up', hungUp.text, 'nothing', hungUp.nothing);
const after = await memory();
const grown = `${kb(after, before, 1024, 'heap')} MiB of heap, ${kb(after, before, 1024, 'rss')} MiB resident`;
report.figure('more memory than before', grown, '< 5 MiB of heap', after.heap - before.heap < 5 * 2 ** 20);

await hold([...waits, ...streams], paths.length);
await stack.worker();
const answers = [];
await until(
  'all were answered',
  async () => {
    const { open, answers: more, failures } = await holder.report();
    answers.push(...more);
    if (failures.length > 0) throw new Error(`${failures.length} failed: ${JSON.stringify(failures[0])}`);
    await delay(200);
    return open === 0;
  },
  90_000,
);
const ended = answers.filter(
  ({ status, code, kind }) => status === 'finished' && code === (kind === 'wait' ? 201 : 200),
);
report.figure('told of the end', ended.length, WAITS + STREAMS, ended.length === WAITS + STREAMS);
const groups = {
  'waits, a task each': ({ kind, path }) => kind === 'wait' && path !== shared,
  [`${ON_ONE_TASK} waits of one task`]: ({ path }) => path === shared,
  streams: ({ kind }) => kind === 'stream',
};
for (const [name, belongs] of Object.entries(groups)) {
  const late = ended.filter(belongs).map(({ lateMs }) => lateMs);
  const worst = Math.max(...late);
  const figures = `median ${quantile(late, 0.5)}, p99 ${quantile(late, 0.99)}, worst ${worst}`;
  report.figure(`end to answer in ms, ${name}`, figures, 'all <= 1000', late.length > 0 && worst <= 1_000);
}
const atEnd = await left(base);
report.figure('left when all were answered', atEnd.text, 'nothing', atEnd.nothing);
holder.close();
await stack.close();
report.end();
