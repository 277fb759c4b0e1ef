/**
 * Redis goes away under a steady load: killed, frozen, and cut off so that connections hang. How its clients are answered
 * meanwhile, what memory does, how soon all goes on; and how processes end that are told to while it is away.
 * `node bench/outage.mjs [seconds away]`
 */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel, ORDER } from './lib/client.mjs';
import { connections, send } from './lib/http.mjs';
import { Link } from './lib/link.mjs';
import { residentBytes } from './lib/proc.mjs';
import { quantile, Report } from './lib/statistics.mjs';
import { Stack, until } from './lib/stack.mjs';
import { Traffic } from './lib/traffic.mjs';

const awaySeconds = Number(process.argv[2] ?? 30);
const rate = 40;
const warmSeconds = 15;
/** Ordered at the last moment, so that tasks wait when it comes back. */
const backlog = 100;
const answerMs = 1_000;
const backMs = 2_000;
/** What a heap may have more after many answers than before them. */
const moodBytes = 32 * 2 ** 20;
const drainSeconds = 1;
const graceSeconds = 2;
const endRounds = 3;
const endMs = (seconds) => (seconds + 2) * 1000;

const report = new Report();
const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

const stack = await Stack.open({
  CAR_BUILD_SECONDS: '0.3',
  LOG_LEVEL: 'debug',
  SHUTDOWN_DRAIN_SECONDS: String(drainSeconds),
  SHUTDOWN_GRACE_SECONDS: String(graceSeconds),
});
const link = await Link.open(stack.redisPort);
const behind = { REDIS_URL: link.url };

/** How Redis goes away, and comes back; all have it back when these resolve. */
const outages = {
  killed: { begin: () => stack.kill(stack.redisServer), end: () => stack.startRedis() },
  frozen: {
    begin: () => stack.redisServer.kill('SIGSTOP'),
    end: () => stack.redisServer.kill('SIGCONT'),
  },
  'cut off': { begin: () => link.cut(), end: () => link.restore() },
};

const agent = connections();
const processes = {
  api: await stack.api(behind),
  worker: await stack.worker(behind),
  'other worker': await stack.worker(behind),
};
await processes.worker.ready();
await processes['other worker'].ready();
const { url } = processes.api;

async function order() {
  return (await send(agent, `${url}/cars`, { method: 'POST', body: ORDER })).headers.location;
}

async function memory() {
  const sizes = await Promise.all(Object.values(processes).map(({ pid }) => residentBytes(pid)));
  return { api: sizes[0], workers: Math.max(sizes[1], sizes[2]) };
}

/** Highest of what was seen until it is called. */
function peakMemory() {
  const peak = { api: 0, workers: 0 };
  const timer = setInterval(async () => {
    const now = await memory();
    peak.api = Math.max(peak.api, now.api);
    peak.workers = Math.max(peak.workers, now.workers);
  }, 250);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

function tellAnswers(name, answers) {
  const counts = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  const ms = answers.map((answer) => answer.ms);
  const tail = quantile(ms, 0.99);
  const told = Object.entries(counts).map(([status, count]) => `${count} of ${status}`);
  report.figure(
    `${name}: answers meanwhile`,
    `${told.join(', ')}; median ${quantile(ms, 0.5).toFixed(0)} ms, p99 ${tail.toFixed(0)} ms, worst ${Math.max(...ms).toFixed(0)} ms`,
    `503, p99 ${answerMs} ms`,
    tail <= answerMs && Object.keys(counts).join() === '503',
  );
}

async function outage(name, { begin, end }) {
  const traffic = new Traffic(agent, [url]);
  traffic.start(rate);
  await delay(warmSeconds * 1000);
  const before = await memory();
  const peak = peakMemory();
  const waiting = new Set(await inParallel(Array.from({ length: backlog }), 16, order));
  const gone = Date.now();
  await begin();
  await delay(awaySeconds * 1000);
  const cameBack = Date.now();
  await end();
  const back = Date.now();
  const isNext = (e) => e.event === 'task.finished' && e.at > back && waiting.has(`/tasks/${e.task}`);
  const isAccepted = (a) => a.status === 202 && a.kind === 'order' && a.at + a.ms > back;
  const next = await until('a task that waited is done', () => stack.events.find(isNext), 60_000);
  const accepted = await until('an order is accepted', () => traffic.answers.find(isAccepted), 60_000);
  await delay(2_000);
  await traffic.stop();
  const highest = peak();

  tellAnswers(
    name,
    traffic.answers.filter(({ at }) => at > gone && at < cameBack - answerMs),
  );
  const acceptedMs = accepted.at + accepted.ms - back;
  const took = `${(next.at - back).toFixed(0)} ms; an order accepted after ${acceptedMs.toFixed(0)} ms`;
  report.figure(`${name}: back, the next task`, took, `${backMs} ms`, next.at - back <= backMs);
  for (const one of ['api', 'workers']) {
    const [was, is] = [before[one], highest[one]];
    const flat = is <= 1.25 * was + moodBytes;
    report.figure(
      `${name}: memory, ${one}`,
      `${mebibytes(was)} before, at most ${mebibytes(is)}`,
      'a quarter and 32 MiB more',
      flat,
    );
  }
  await until(
    'all is done',
    async () => (await stack.redis.zcard('{factory:tasks}:due:car-build')) === 0,
    60_000,
  );
}

/** Milliseconds from SIGTERM to the end of processes that are told to end while Redis is away. */
async function endings({ begin, end }) {
  const [api, worker] = [await stack.api(behind), await stack.worker({ ...behind, CAR_BUILD_SECONDS: '20' })];
  await worker.ready();
  const traffic = new Traffic(agent, [api.url]);
  traffic.start(rate);
  const runs = (e) => e.from === worker.pid && e.event === 'task.started';
  await until('the worker is at work', () => stack.events.some(runs), 30_000);
  await begin();
  await delay(1_500);
  const from = Date.now();
  const ended = [api, worker].map(async (child) => {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await exited;
    return { code, ms: Date.now() - from };
  });
  const result = await Promise.all(ended);
  await traffic.stop();
  await end();
  return result;
}

for (const [name, one] of Object.entries(outages)) await outage(name, one);
for (const child of Object.values(processes)) await stack.kill(child);
for (const name of ['killed', 'frozen', 'cut off']) {
  const rounds = [];
  for (let n = 0; n < endRounds; n += 1) rounds.push(await endings(outages[name]));
  const bars = [
    ['API', endMs(drainSeconds + graceSeconds)],
    ['worker', endMs(graceSeconds)],
  ];
  bars.forEach(([who, bar], index) => {
    const all = rounds.map((round) => round[index]);
    const worst = Math.max(...all.map(({ ms }) => ms));
    const codes = [...new Set(all.map(({ code }) => code))].join(', ');
    report.figure(
      `${name}: ${who} ends, the slowest of ${endRounds}`,
      `${worst} ms, code ${codes}`,
      `${bar} ms, code 0`,
      worst <= bar && codes === '0',
    );
  });
}
agent.destroy();
link.close();
await stack.close();
report.end();
