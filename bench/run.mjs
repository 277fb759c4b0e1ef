/**
 * Runs the measurements, all or those named: `npm run bench`, `npm run bench -- kills frozen`.
 * They need the build (`npm run build`) and a redis-server on the PATH; they talk to loopback only and end by themselves.
 */
import { spawnSync } from 'node:child_process';

const ALL = [
  'kills',
  'frozen',
  'api-kills',
  'queues-lost',
  'estimates',
  'follow',
  'fuzz',
  'held',
  'latency',
  'cancels',
  'idempotency',
  'retention',
  'outage',
  'failover',
  'chaos',
  'durability',
  'flood',
  'overload',
  'overload-api',
  'rolling',
  'adapter',
  'scaling',
];

const named = process.argv.slice(2);
const unknown = named.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`No such measurement: ${unknown.join(', ')}. There are: ${ALL.join(', ')}`);
  process.exit(2);
}
let failed = 0;
for (const name of named.length > 0 ? named : ALL) {
  console.log(`\n== ${name}`);
  if (spawnSync(process.execPath, [`bench/${name}.mjs`], { stdio: 'inherit' }).status !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;
