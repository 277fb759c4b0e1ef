/**
 * Where the time of an API process goes, what it allocates, and what it asks of Redis a request:
 * `npm run bench:profile -- [accept|status] [folder for the profiles]`
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { until } from '../lib/stack.mjs';
import { CONTESTANTS } from './contestants.mjs';
import { placeOrders, untilEnded } from './orders.mjs';
import { wrkOrders, wrkReads } from './wrk.mjs';

const [what = 'accept', folder = '.data/profile'] = process.argv.slice(2);
const WARM_UP_SECONDS = 10;
const SECONDS = 10;
const SHOWN = 40;
const TASKS = 1_000;
const PRELOAD = new URL('profiled.mjs', import.meta.url).href;

const dir = resolve(folder);
await rm(dir, { recursive: true, force: true });
await mkdir(dir, { recursive: true });
const running = await CONTESTANTS[0].open({ NODE_OPTIONS: `--import ${PRELOAD}`, PROFILE_DIR: dir });

async function loadOf(name) {
  if (name === 'accept') return (seconds) => wrkOrders(running, seconds);
  const paths = await placeOrders(running, TASKS);
  await running.work();
  await untilEnded(running, TASKS);
  await running.rest();
  return (seconds) => wrkReads(running, paths, seconds);
}

/** Calls and microseconds of each command, and bytes in and out. */
async function redisSaw() {
  const [commands, stats] = [await running.redis.info('commandstats'), await running.redis.info('stats')];
  const calls = [...commands.matchAll(/^cmdstat_([^:]+):calls=(\d+),usec=(\d+)/gm)];
  const bytes = (way) => Number(new RegExp(`^total_net_${way}_bytes:(\\d+)`, 'm').exec(stats)[1]);
  return {
    calls: new Map(
      calls.map(([, name, count, usec]) => [name, { count: Number(count), usec: Number(usec) }]),
    ),
    input: bytes('input'),
    output: bytes('output'),
  };
}

/** Shares of the time by function, its own alone; and by package. */
function shares({ nodes, samples }) {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const functions = new Map();
  const packages = new Map();
  const add = (map, name) => map.set(name, (map.get(name) ?? 0) + 1 / samples.length);
  for (const id of samples) {
    const { functionName, url, lineNumber } = byId.get(id);
    const file = url.replace(/^.*\/node_modules\//, '').replace(/^.*\/dist\//, 'dist/');
    add(functions, `${functionName || '(anonymous)'} ${file}${url === '' ? '' : `:${lineNumber + 1}`}`);
    add(packages, url === '' ? functionName : /^(@[^/]+\/[^/]+|[^/]+)/.exec(file)[1]);
  }
  const sorted = (map) => [...map].toSorted(([, a], [, b]) => b - a);
  return { functions: sorted(functions), packages: sorted(packages) };
}

const load = await loadOf(what);
await load(WARM_UP_SECONDS);
const before = await redisSaw();
const { api } = running.pids();
process.kill(api, 'SIGUSR2');
const { requests } = await load(SECONDS);
process.kill(api, 'SIGUSR2');
const after = await redisSaw();
const profile = await until('the profile is written', async () =>
  JSON.parse(await readFile(`${dir}/profile.cpuprofile`, 'utf8')),
);

const { functions, packages } = shares(profile);
const lines = (list) =>
  list.slice(0, SHOWN).map(([name, share]) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
console.log(
  `${requests} requests of ${what}\n\nby package:\n${lines(packages).join('\n')}\n\nby function:\n${lines(functions).join('\n')}`,
);
console.log('\nRedis, a request:');
for (const [name, { count, usec }] of after.calls) {
  const was = before.calls.get(name) ?? { count: 0, usec: 0 };
  const each = (count - was.count) / requests;
  if (each > 0.01)
    console.log(`  ${name}: ${each.toFixed(2)} calls, ${((usec - was.usec) / requests).toFixed(1)} us`);
}
console.log(
  `  ${((after.input - before.input) / requests).toFixed(0)} bytes in, ${((after.output - before.output) / requests).toFixed(0)} out`,
);
console.log(`\n${dir}/profile.cpuprofile and profile.heapprofile open in Chrome's DevTools`);
await running.close();
