/**
 * Cancels builds around their end, and shows that the task, its car, the parts and what each caller was told agree;
 * then cancels long builds, and shows how soon their step is stopped.
 *
 *   node bench/cancels.mjs          1,000 races over two APIs and two workers, and 50 long builds
 */
import { inParallel, ORDER } from './lib/client.mjs';
import { factoryState } from './lib/factory-state.mjs';
import { connections, send } from './lib/http.mjs';
import { judged, Races } from './lib/races.mjs';
import { Stack, until } from './lib/stack.mjs';
import { median, Report } from './lib/statistics.mjs';

const RACES = 1_000;
const AT_ONCE = 15;
const STOCK = 10_000;
/** What races are expected to take at first; they are aimed better soon. */
const EXPECTED_MS = 250;
const LONG_BUILDS = 50;
const SHOWN = 5;

const report = new Report();
const agent = connections();
/** More races at once than slots, so that some cancels find their task queued. */
const stack = await Stack.open({
  ...{ CAR_BUILD_SECONDS: '0.1', WORKER_CONCURRENCY: '5', PARTS_STOCK: String(STOCK), LOG_LEVEL: 'warn' },
});
const pair = (start) => Promise.all([start(), start()]);
const ready = async (workers) => Promise.all(workers.map((worker) => worker.ready()));
const apis = await pair(() => stack.api());
await ready(await pair(() => stack.worker()));

const races = new Races(agent, apis, EXPECTED_MS);
const raced = await inParallel(Array.from({ length: RACES }), AT_ONCE, (_, n) => races.run(n));
const judgements = await inParallel(raced, AT_ONCE, (race, n) => judged(agent, apis[n % 2].url, race));
const open = await send(agent, `${apis[0].url}/tasks?status=queued,active`);
const { stock, reserved, cars } = await factoryState(stack.redis);

const outcomes = Object.groupBy
  ? Object.groupBy(judgements, ({ outcome }) => outcome)
  : judgements.reduce(
      (groups, one) => ({ ...groups, [one.outcome]: [...(groups[one.outcome] ?? []), one] }),
      {},
    );
for (const [outcome, list] of Object.entries(outcomes))
  console.log(`      ${String(list.length).padStart(5)}  ${outcome}`);
const won = judgements.filter(({ aimed, outcome }) => aimed && outcome !== 'the finish won').length;
console.log(
  `      of ${judgements.filter(({ aimed }) => aimed).length} aimed at the end, the cancel won ${won}`,
);

const finished = (outcomes['the finish won'] ?? []).length;
const wrong = judgements.filter((one) => one.wrong.length > 0);
report.figure('races in which callers were told different ends', wrong.length, 0, wrong.length === 0);
for (const one of wrong.slice(0, SHOWN)) console.log(JSON.stringify(one, undefined, 1));
if (wrong.length > SHOWN)
  console.log(
    wrong
      .slice(SHOWN)
      .map((one) => `${one.path}: ${one.wrong.join()}`)
      .join('\n'),
  );
report.figure('cars', new Set(cars).size, `${finished} finished`, new Set(cars).size === finished);
report.figure(
  'sets of each part taken',
  stock.map((left) => STOCK - left).join(),
  finished,
  stock.length === 4 && stock.every((left) => left === STOCK - finished),
);
report.figure('sets still reserved', reserved, 0, reserved === 0);
report.figure('tasks that have not ended', open.body.length, 0, open.body.length === 0);

/** Milliseconds from sending a cancel, and from its answer, until the task was cancelled. */
async function cancelLong(url, path) {
  const ended = send(agent, `${url}${path}`, { headers: { Prefer: 'wait=25' } });
  const sentMs = Date.now();
  const { status, atMs } = await send(agent, `${url}${path}`, { method: 'DELETE' });
  const endedMs = Date.parse((await ended).body.finished_at);
  return { status, sinceSent: endedMs - sentMs, sinceAnswer: endedMs - atMs };
}

const long = { KEY_PREFIX: 'long', CAR_BUILD_SECONDS: '60', WORKER_CONCURRENCY: String(LONG_BUILDS / 2) };
const api = await stack.api(long);
await ready(await pair(() => stack.worker(long)));
const paths = await inParallel(Array.from({ length: LONG_BUILDS }), AT_ONCE, async () => {
  const { headers } = await send(agent, `${api.url}/cars`, { method: 'POST', body: ORDER });
  return headers.location;
});
const running = () => send(agent, `${api.url}/tasks?status=active&limit=100`);
await until('all long builds run', async () => (await running()).body.length === LONG_BUILDS, 30_000);
const signals = [];
for (const path of paths) signals.push(await cancelLong(api.url, path));
const worst = Math.max(...signals.map(({ sinceSent }) => sinceSent));
const accepted = signals.filter(({ status }) => status === 202).length;
report.figure(
  'long builds that were running when cancelled',
  accepted,
  LONG_BUILDS,
  accepted === LONG_BUILDS,
);
const of = (what) => signals.map((one) => one[what]);
const figures = `median ${median(of('sinceSent'))} (${median(of('sinceAnswer'))} after its answer), worst ${worst}`;
report.figure('DELETE sent to task cancelled in ms', figures, '<= 1000', worst <= 1_000);
agent.destroy();
await stack.close();
report.end();
