/**
 * What each way to keep data loses by each fault: orders go on while Redis is stopped, killed, loses what was not on disk,
 * or a replica takes over; afterwards every task that was answered with 202 is looked for.
 *
 *   node bench/durability.mjs      prints the tables of docs/reliability.md; some minutes
 */
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel, ORDER } from './lib/client.mjs';
import { connections, send } from './lib/http.mjs';
import { Address, Server } from './lib/redis-servers.mjs';
import { Stack, until } from './lib/stack.mjs';
import { Report } from './lib/statistics.mjs';

const CLIENTS = 4;
/** Orders go on for so long before a fault. */
const ORDERING_MS = 7_000;
/** A power failure takes what was written so shortly before; `everysec` syncs that often, and may be one sync behind. */
const UNSYNCED_MS = 1_000;
/** How far behind a replica is, or how long clients still reach a primary that is none any more. */
const BEHIND_MS = 2_000;

const NO_FILE = ['--appendonly', 'no', '--save', ''];
const EVERYSEC = ['--appendonly', 'yes', '--save', '', '--appendfsync', 'everysec'];
const ALWAYS = ['--appendonly', 'yes', '--save', '', '--appendfsync', 'always'];
const SNAPSHOTS = ['--appendonly', 'no', '--save', '5 1'];
const MIN_REPLICAS = ['--min-replicas-to-write', '1', '--min-replicas-max-lag', '1'];

const stack = await Stack.open({ TASK_LEASE_SECONDS: '5', LOG_LEVEL: 'error' });
const report = new Report();
const agent = connections();

/** Orders until stopped; answers every 202 with its time, and how many bytes were surely on disk by then. */
function ordering(api, server) {
  const run = { accepted: [], refused: 0, sizes: [], going: true };
  const lanes = Array.from({ length: CLIENTS }, async () => {
    while (run.going) {
      const asked = { method: 'POST', body: ORDER };
      const { status, headers } = await send(agent, `${api.url}/cars`, asked).catch(() => ({
        status: 0,
        headers: {},
      }));
      if (status === 202) {
        run.accepted.push({ path: headers.location, atMs: Date.now() });
        run.sizes.push({ atMs: Date.now(), bytes: server.appended });
      } else {
        run.refused += 1;
        await delay(50);
      }
      await delay(5);
    }
  });
  run.stop = async () => {
    run.going = false;
    await Promise.all(lanes);
  };
  return run;
}

/** Looks for all that was accepted, once the API serves again. */
async function judged(api, run, faultMs) {
  await until('the API serves', async () => (await send(agent, `${api.url}/tasks/1`)).status !== 503, 60_000);
  const statuses = await inParallel(
    run.accepted,
    8,
    async ({ path }) => (await send(agent, api.url + path)).status,
  );
  const lost = run.accepted.filter((_, index) => statuses[index] === 404);
  const oldestMs = lost.length === 0 ? 0 : faultMs - Math.min(...lost.map(({ atMs }) => atMs));
  return { accepted: run.accepted.length, lost: lost.length, oldestMs, refused: run.refused };
}

const BY_ITSELF = {
  'restart (SIGTERM)': async (server) => server.down('SIGTERM'),
  'kill (SIGKILL)': async (server) => server.down('SIGKILL'),
  'power failure': async (server, run) => {
    const killedMs = Date.now();
    await server.down('SIGKILL');
    const always = server.options.includes('always');
    const synced = run.sizes.filter(({ atMs }) => always || atMs < killedMs - UNSYNCED_MS);
    server.cut(synced.at(-1)?.bytes ?? 0);
  },
};

/** One server: ordering goes on while it is stopped, and it comes back with what it has. */
async function alone(options) {
  const server = await Server.start(options);
  const address = await Address.at(server);
  const api = await stack.api({ REDIS_URL: address.url });
  const cells = {};
  for (const [fault, take] of Object.entries(BY_ITSELF)) {
    const run = ordering(api, server);
    await delay(ORDERING_MS);
    await take(server, run);
    const faultMs = Date.now();
    await run.stop();
    await server.up();
    cells[fault] = await judged(api, run, faultMs);
  }
  await stack.kill(api);
  address.close();
  await server.remove();
  return cells;
}

const WITH_REPLICA = {
  'primary killed, replica in step': async ({ primary }) => primary.down('SIGKILL'),
  'primary killed, replica 2 s behind': async ({ primary, link }) => {
    link.hold();
    await delay(BEHIND_MS);
    await primary.down('SIGKILL');
  },
  'replica promoted, primary still reached for 2 s': async ({ replica }) => {
    await replica.redis.replicaof('NO', 'ONE');
    await delay(BEHIND_MS);
  },
};

/** Two servers: the replica takes over, and the old primary becomes its replica. */
async function failedOver(more, durability) {
  let primary = await Server.start([...EVERYSEC, ...more]);
  let replica = await Server.start([...EVERYSEC, ...more]);
  const link = await Address.at(primary);
  await replica.follow(primary, link);
  const address = await Address.at(primary);
  const api = await stack.api({ REDIS_URL: address.url, DURABILITY: durability });
  const cells = {};
  for (const [fault, take] of Object.entries(WITH_REPLICA)) {
    const run = ordering(api, primary);
    await delay(ORDERING_MS);
    await take({ primary, replica, link });
    const faultMs = Date.now();
    await replica.redis.replicaof('NO', 'ONE');
    address.lead(replica);
    await run.stop();
    if (primary.child.exitCode !== null || primary.child.signalCode !== null) await primary.up();
    link.lead(replica);
    await primary.follow(replica, link);
    [primary, replica] = [replica, primary];
    cells[fault] = await judged(api, run, faultMs);
  }
  await stack.kill(api);
  address.close();
  link.close();
  await primary.remove();
  await replica.remove();
  return cells;
}

const cellText = ({ accepted, lost, oldestMs }) => {
  if (lost === 0) return `0 of ${accepted}`;
  if (lost === accepted) return `all ${accepted}`;
  return `${lost} of ${accepted}: the last ${(oldestMs / 1000).toFixed(1)} s`;
};

function print(head, rows) {
  const faults = Object.keys(Object.values(rows)[0]);
  console.log(`\n| ${[head, ...faults].join(' | ')} |\n|${' --- |'.repeat(faults.length + 1)}`);
  for (const [name, cells] of Object.entries(rows)) {
    console.log(`| ${[name, ...faults.map((fault) => cellText(cells[fault]))].join(' | ')} |`);
  }
  console.log();
}

const lostOf = (cells) => Object.values(cells).map(({ lost }) => lost);
const none = (name, cells) =>
  report.figure(
    `${name}: lost`,
    lostOf(cells).join(),
    0,
    lostOf(cells).every((lost) => lost === 0),
  );

const persistence = {
  'none (`appendonly no`, no `save`)': await alone(NO_FILE),
  'snapshots only (`save 5 1`)': await alone(SNAPSHOTS),
  '`appendfsync everysec`': await alone(EVERYSEC),
  '`appendfsync always`': await alone(ALWAYS),
};
print('Persistence, one server', persistence);
const replication = {
  '`DURABILITY=local`': await failedOver([], 'local'),
  '`DURABILITY=local`, `min-replicas-to-write 1`': await failedOver(MIN_REPLICAS, 'local'),
  '`DURABILITY=replica`': await failedOver([], 'replica'),
  '`DURABILITY=replica`, `min-replicas-to-write 1`': await failedOver(MIN_REPLICAS, 'replica'),
};
print('Replication, both with `everysec`', replication);

const everysec = Object.values(persistence['`appendfsync everysec`']);
const power = everysec.at(-1);
none('always', persistence['`appendfsync always`']);
report.figure(
  'everysec, restarted or killed: lost',
  lostOf(everysec.slice(0, 2)).join(),
  0,
  everysec[0].lost + everysec[1].lost === 0,
);
report.figure('everysec, power failure: oldest lost, ms', power.oldestMs, '<= 2000', power.oldestMs <= 2_000);
for (const name of Object.keys(replication).slice(2)) none(name, replication[name]);
await stack.close();
report.end();
