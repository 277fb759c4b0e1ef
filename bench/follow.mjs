/**
 * Follows builds by nothing but `Wait`, on a real API and worker that have learned from 20 builds.
 *
 *   node bench/follow.mjs           builds of 8 s
 *   node bench/follow.mjs 2 30      builds of 2 s, then builds of 30 s
 *
 * A client that is told `Wait: 0` asks again after 0.2 s. Requests include the POST.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { inParallel, ORDER, read } from './lib/client.mjs';
import { Stack } from './lib/stack.mjs';
import { median, quantile, Report } from './lib/statistics.mjs';

const LEARNING = 20;
const FOLLOWED = 20;
const POLITE_MS = 200;
/** Builds that are followed begin this long after each other, so that they are at different places. */
const APART_MS = 137;

/** Orders a car and follows it; answers how often it asked and how late it noticed the end. */
async function follow(url) {
  const headers = { 'Content-Type': 'application/json' };
  let answer = await fetch(`${url}/cars`, { method: 'POST', headers, body: JSON.stringify(ORDER) });
  await answer.text();
  const task = `${url}${answer.headers.get('Location')}`;
  const waits = [];
  for (;;) {
    const wait = Number(answer.headers.get('Wait'));
    waits.push(wait);
    await delay(wait === 0 ? POLITE_MS : wait * 1000);
    const seen = await read(task);
    const noticedMs = Date.now();
    if (seen.status === 202) {
      answer = seen;
      continue;
    }
    const endedMs = Date.parse(seen.body.finished_at);
    const tookMs = endedMs - Date.parse(seen.body.created_at);
    return { waits, requests: waits.length + 1, tookMs, lateMs: noticedMs - endedMs };
  }
}

async function measure(report, seconds) {
  const stack = await Stack.open({ CAR_BUILD_SECONDS: String(seconds), WORKER_CONCURRENCY: '20' });
  const api = await stack.api();
  await (await stack.worker()).ready();
  await inParallel(Array.from({ length: LEARNING }), LEARNING, () => follow(api.url));
  const followed = await inParallel(Array.from({ length: FOLLOWED }), FOLLOWED, async (_, n) => {
    await delay(n * APART_MS);
    return follow(api.url);
  });
  await stack.close();

  for (const { waits, tookMs, lateMs } of followed)
    console.log(`      took ${tookMs} ms, Wait ${waits.join(', ')}, noticed after ${lateMs} ms`);
  const requests = median(followed.map((one) => one.requests));
  const late = quantile(
    followed.map(({ lateMs, tookMs }) => lateMs / Math.max(1_000, 0.05 * tookMs)),
    0.9,
  );
  report.figure(`builds of ${seconds} s: requests, median`, requests, '<= 3', requests <= 3);
  report.figure(`builds of ${seconds} s: delay p90 / max(1 s, 5 %)`, late.toFixed(2), '<= 1', late <= 1);
}

const report = new Report();
const named = process.argv.slice(2).map(Number);
for (const seconds of named.length > 0 ? named : [8]) await measure(report, seconds);
report.end();
