/**
 * Where the time of a process goes, what it allocates, and what it asks of Redis a request or task:
 * `npm run bench:profile -- [accept|status|page|work] [folder for the profiles]`; `work` is a worker's, the others an API process'.
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
const LISTED = 20_000;
const BACKLOG = 24_000;
const WARMED_UP = 4_000;
const PRELOAD = new URL('profiled.mjs', import.meta.url).href;

const dir = resolve(folder);
await rm(dir, { recursive: true, force: true });
await mkdir(dir, { recursive: true });
const running = await CONTESTANTS[0].open({ NODE_OPTIONS: `--import ${PRELOAD}`, PROFILE_DIR: dir });

/** What is done again and again: `warmUp` and `work` answer when it was, `work` with how often; `pid` is who does it. */
async function loadOf(name) {
  if (name === 'work') return backlog();
  const load = await { accept: orders, status: reads, page: pages }[name]();
  return {
    pid: running.pids().api,
    warmUp: () => load(WARM_UP_SECONDS),
    work: async () => (await load(SECONDS)).requests,
  };
}

const orders = () => (seconds) => wrkOrders(running, seconds);

async function reads() {
  const paths = await placeOrders(running, TASKS);
  await running.work();
  await untilEnded(running, TASKS);
  await running.rest();
  return (seconds) => wrkReads(running, paths, seconds);
}

async function pages() {
  await placeOrders(running, LISTED);
  return (seconds) => wrkReads(running, ['/tasks?limit=50'], seconds);
}

async function backlog() {
  await placeOrders(running, BACKLOG);
  await running.work();
  return {
    pid: running.pids().worker1,
    warmUp: () => untilEnded(running, WARMED_UP),
    work: async () => {
      const before = await running.ended();
      await untilEnded(running, BACKLOG);
      return BACKLOG - before;
    },
  };
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

const { pid, warmUp, work } = await loadOf(what);
await warmUp();
const before = await redisSaw();
process.kill(pid, 'SIGUSR2');
const requests = await work();
process.kill(pid, 'SIGUSR2');
const after = await redisSaw();
const profile = await until('the profile is written', async () =>
  JSON.parse(await readFile(`${dir}/profile.cpuprofile`, 'utf8')),
);

const { functions, packages } = shares(profile);
const lines = (list) =>
  list.slice(0, SHOWN).map(([name, share]) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
console.log(
  `${requests} times ${what}\n\nby package:\n${lines(packages).join('\n')}\n\nby function:\n${lines(functions).join('\n')}`,
);
console.log('\nRedis, each time:');
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
