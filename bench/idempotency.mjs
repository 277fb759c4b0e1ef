/**
 * 100 orders at once with the same Idempotency-Key, over three API processes: one task and one car each round, and
 * 100 answers that name it. In every second round the clients wait for the end.
 *
 *   node bench/idempotency.mjs      50 rounds
 */
import { ORDER } from './lib/client.mjs';
import { factoryState } from './lib/factory-state.mjs';
import { connections, send } from './lib/http.mjs';
import { Stack, until } from './lib/stack.mjs';
import { median, Report } from './lib/statistics.mjs';

const ROUNDS = 50;
const AT_ONCE = 100;
const APIS = 3;

const stack = await Stack.open({ CAR_BUILD_SECONDS: '0.1', LOG_LEVEL: 'warn' });
const apis = await Promise.all(Array.from({ length: APIS }, () => stack.api()));
await (await stack.worker()).ready();
const agent = connections();

async function race(round) {
  const prefer = round % 2 === 1 ? { Prefer: 'wait=5' } : {};
  const headers = { 'Idempotency-Key': `"order-${round}"`, ...prefer };
  const startMs = performance.now();
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, n) =>
      send(agent, `${apis[n % APIS].url}/cars`, { method: 'POST', headers, body: ORDER }),
    ),
  );
  return { waited: round % 2 === 1, answers, tookMs: performance.now() - startMs };
}

const rounds = [];
for (let round = 0; round < ROUNDS; round += 1) rounds.push(await race(round));

const nameOf = ({ headers }) => headers['content-location'];
const named = rounds.map(({ answers }) => new Set(answers.map(nameOf)));
const agreeing = rounds.map(
  ({ answers }) => answers.filter((one) => nameOf(one) === nameOf(answers[0])).length,
);
/** What was answered, by status, in the rounds in which clients waited or did not. */
const statuses = (waited) => {
  const codes = rounds
    .filter((one) => one.waited === waited)
    .flatMap(({ answers }) => answers.map(({ status }) => status));
  return [...new Set(codes)]
    .toSorted()
    .map((code) => `${code}: ${codes.filter((one) => one === code).length}`)
    .join(', ');
};
const half = (ROUNDS / 2) * AT_ONCE;
const paths = [...new Set(named.flatMap((names) => [...names]))];
await until('all cars are built', async () => (await factoryState(stack.redis)).cars.length >= ROUNDS);
const ended = await Promise.all(
  paths.map((path) => send(agent, `${apis[0].url}${path}`, { headers: { Prefer: 'wait=5' } })),
);
const made = await stack.redis.hget('{factory:tasks}:meta', 'id');
const { cars, stock } = await factoryState(stack.redis);
agent.destroy();

const report = new Report();
report.figure(
  'rounds in which all answers name one task',
  named.filter(({ size }) => size === 1).length,
  ROUNDS,
  named.every(({ size }) => size === 1),
);
report.figure(
  'answers that name the task of their round',
  agreeing.reduce((a, b) => a + b, 0),
  ROUNDS * AT_ONCE,
  agreeing.every((n) => n === AT_ONCE),
);
report.figure(
  'answers of those that do not wait',
  statuses(false),
  'only 202 and 201',
  /^(20[12]: \d+(, )?)+$/.test(statuses(false)),
);
report.figure(
  'answers of those that wait',
  statuses(true),
  `201: ${half}`,
  statuses(true) === `201: ${half}`,
);
report.figure(
  'tasks',
  `${paths.length} named, ${made} made`,
  ROUNDS,
  paths.length === ROUNDS && Number(made) === ROUNDS,
);
report.figure(
  'of these finished',
  ended.filter(({ status }) => status === 201).length,
  ROUNDS,
  ended.every(({ status }) => status === 201),
);
report.figure('cars', cars.length, ROUNDS, cars.length === ROUNDS);
report.figure(
  'sets taken from stock',
  stock.map((n) => 1_000_000 - n).join(),
  ROUNDS,
  stock.every((n) => n === 1_000_000 - ROUNDS),
);
console.log(`      100 answers took ${median(rounds.map(({ tookMs }) => tookMs)).toFixed(0)} ms (median)`);
await stack.close();
report.end();
