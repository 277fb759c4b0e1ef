/**
 * What strangers send: requests made from the OpenAPI document and from around it, broken HTTP on bare sockets, and
 * senders and readers that are slow. No answer is a 5xx, every one is as the document says or problem details, nothing
 * that is framed in two ways is read as two requests, others are served meanwhile, memory stays flat.
 *
 *   node bench/fuzz.mjs [requests] [seed]        200,000, half of them on bare sockets; a seed repeats a run
 *
 * Needs slowhttptest, and /proc.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fuzzDocument } from './lib/document-fuzz.mjs';
import { residentBytes } from './lib/proc.mjs';
import { fuzzRaw } from './lib/raw-fuzz.mjs';
import { haveSlowSenders, slowSenders } from './lib/slow-senders.mjs';
import { Stack } from './lib/stack.mjs';
import { Report } from './lib/statistics.mjs';

const COUNT = Number(process.argv[2] ?? 200_000);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
const RAW_SHARE = 1 / 2;
/** A little of everything: memory that was taken for it once is kept, and must not grow. */
const WARM_UP_SHARE = 1 / 10;
const SHOWN = 20;
const MIB = 1024 * 1024;

/** Node collects garbage when it is idle; the least of these looks is what it needs. */
const LOOKS = 10;
const LOOK_MS = 1_000;

const FLAT_MIB = 30;
const FLAT_SHARE = 1.2;

async function settledBytes(pid) {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < LOOKS; look += 1) {
    await delay(LOOK_MS);
    least = Math.min(least, await residentBytes(pid));
  }
  return least;
}

function tell(name, { statuses, violations }, seconds) {
  const all = [...statuses].toSorted().map(([status, count]) => `${status}: ${count}`);
  console.log(`${name}, ${seconds.toFixed(0)} s: ${all.join(', ')}`);
  for (const violation of violations.slice(0, SHOWN)) console.log(JSON.stringify(violation).slice(0, 1_500));
}

async function timed(name, work) {
  const startedMs = performance.now();
  const result = await work();
  tell(name, result, (performance.now() - startedMs) / 1000);
  console.log(`      ${((await residentBytes(api.pid)) / MIB).toFixed(0)} MiB`);
  return result;
}

if (!haveSlowSenders()) {
  console.error('slowhttptest is not installed; Debian has a package of that name.');
  process.exit(1);
}
const document = JSON.parse(await readFile('docs/openapi.json', 'utf8'));
const stack = await Stack.open({
  CAR_BUILD_SECONDS: '0',
  WAIT_MAX_SECONDS: '1',
  LOG_LEVEL: 'warn',
  // A machine that does all of this at once is slow, which is not what is measured; 503 would be the right answer.
  REDIS_TIMEOUT_MS: '20000',
});
const api = await stack.api();
const worker = await stack.worker();
await worker.ready();
const port = Number(new URL(api.url).port);
const raw = (count, seed) => fuzzRaw({ port, count, seed });
const made = (count, seed) => fuzzDocument({ url: api.url, document, count, seed });
const ofRaw = Math.round(COUNT * RAW_SHARE);
const ofMade = COUNT - ofRaw;
const early = (count) => Math.round(count * WARM_UP_SHARE);

// It is made when it is first asked for, which takes its time.
await (await fetch(`${api.url}/openapi.json`)).text();
console.log(`seed ${SEED}`);
const report = new Report();
const parts = [
  await timed('from the document, to warm up', () => made(early(ofMade), SEED)),
  await timed('on bare sockets, to warm up', () => raw(early(ofRaw), SEED)),
];
await slowSenders(api, report);
const warmBytes = await settledBytes(api.pid);
parts.push(await timed('from the document', () => made(ofMade - early(ofMade), SEED + COUNT)));
parts.push(await timed('on bare sockets', () => raw(ofRaw - early(ofRaw), SEED + COUNT)));
await slowSenders(api, report);
const endBytes = await settledBytes(api.pid);

const failed = parts.flatMap(({ statuses }) => [...statuses]).filter(([status]) => status >= 500);
const server = failed.reduce((sum, [, count]) => sum + count, 0);
report.figure(`5xx among ${COUNT} requests`, server, 0, server === 0);
const violations = parts.flatMap((part) => part.violations).length;
report.figure('answers that are not as they should be', violations, 0, violations === 0);
const runs = [api, worker].every(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
report.figure('both processes still run', runs, true, runs);
const flat = endBytes <= Math.max(warmBytes + FLAT_MIB * MIB, warmBytes * FLAT_SHARE);
report.figure(
  "the API's memory, after the warm-up and at the end",
  `${(warmBytes / MIB).toFixed(0)} and ${(endBytes / MIB).toFixed(0)} MiB`,
  `${FLAT_MIB} MiB or ${Math.round((FLAT_SHARE - 1) * 100)} % more`,
  flat,
);
const errors = stack.events.filter(({ level }) => level >= 50);
report.figure('errors in the log', errors.length, 0, errors.length === 0);
for (const error of errors.slice(0, SHOWN)) console.log(JSON.stringify(error).slice(0, 600));
await stack.close();
report.end();
