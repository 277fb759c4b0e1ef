/**
 * Prints the arithmetic of docs/scaling.md: what was measured, what the model says of it, and what larger loads need.
 *
 *   npm run bench -- scaling
 *
 * The figures are in bench/performance/results/scaling.json; these write them anew, in half an hour:
 *
 *   OUT=scaling.json npm run bench:performance -- growth cluster connections
 */
import { readFile } from 'node:fs/promises';
import { FULL, ScalingModel } from './lib/scaling-model.mjs';

const FILE = new URL('performance/results/scaling.json', import.meta.url);
const RATES = [1_000, 100_000, 1_000_000];
const HOUR = 3_600;
/** What a Redis may hold, so that a copy of it for another replica or a rewrite is bearable. */
const GIB_A_MASTER = 32;

const results = JSON.parse(await readFile(FILE, 'utf8'));
const model = new ScalingModel(results.measures);
const us = (seconds) => `${(seconds * 1e6).toFixed(1)} us`;
const whole = (number) => Math.ceil(number).toLocaleString('en');
const gib = (bytes) => bytes / 2 ** 30;

const { date, commit, node, redis } = results.runs.cluster;
console.log(`Measured ${date} at ${commit}: Node ${node}, Redis ${redis}`);
const told = {
  API: us(model.api),
  'worker (steps that do nothing)': us(model.worker),
  'Redis, one': us(model.redis),
  'Redis, node of a cluster by itself': us(model.node),
  'division among nodes, each with the load of one': us(model.division),
  'bytes kept': whole(model.kept),
  'bytes of append-only file': whole(model.written),
  'bytes between Redis and the processes': whole(model.network),
  'sweeps of a worker, for each partition, a second': us(model.sweeps),
};
console.log('\nA task:');
for (const [name, value] of Object.entries(told)) console.log(`  ${name}: ${value}`);

console.log('\nRedis, predicted and measured:');
const compare = (what, layout, predicted) => {
  const measured = model.redisOf(layout);
  const off = ((predicted / measured - 1) * 100).toFixed(0);
  console.log(`  ${what}: ${us(predicted)}, measured ${us(measured)} (${off} %)`);
};
for (const partitions of [2, 4])
  compare(`one Redis, ${partitions} partitions`, `one-${partitions}`, model.single(partitions));
// That of 3 with three times the load is what the model has its division from.
for (const masters of [2, 3])
  compare(
    `cluster of ${masters}, the load of one`,
    `cluster-${masters}-${masters}`,
    model.clustered(masters),
  );

console.log('\nConnections of a process at Redis, counted:');
for (const [layout, counted] of Object.entries(model.connections))
  console.log(`  ${layout}: ${JSON.stringify(counted)}`);

console.log(`\nWith processors ${FULL * 100} % full:`);
for (const rate of RATES) {
  const [api, workers] = [(rate * model.api) / FULL, (rate * model.worker) / FULL];
  const masters = model.mastersFor(rate);
  const [hour, day] = [HOUR, 24 * HOUR].map((seconds) => gib(rate * seconds * model.kept));
  const partitions = Math.min(64, masters);
  console.log(`\n${whole(rate)} tasks a second:`);
  console.log(`  API cores ${whole(api)}, worker cores ${whole(workers)}`);
  console.log(`  masters of one cluster: ${whole(masters)}`);
  console.log(`  separate Redis, by tenant: ${whole((rate * model.redis) / FULL)}`);
  console.log(
    `  memory: ${whole(hour)} GiB for an hour, ${whole(day)} for a day (masters of ${GIB_A_MASTER} GiB: ${whole(hour / GIB_A_MASTER)}, ${whole(day / GIB_A_MASTER)})`,
  );
  const mbps = (bytes) => whole((bytes * rate) / 1e6);
  console.log(`  MB/s: network ${mbps(model.network)}, append-only file ${mbps(model.written)}`);
  const sweeps = workers * partitions * model.sweeps;
  console.log(
    `  all workers (one core each) at ${partitions} partitions: connections ${whole(Math.ceil(workers) * model.connectionsOf('worker', partitions))}, sweeps ${sweeps.toFixed(1)} cores of Redis`,
  );
}
