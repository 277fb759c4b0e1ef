import { nameOf } from './scripts.mjs';

/** What takes Redis longer than this is noted, in milliseconds. */
const SLOW_MS = 5;

/** Has Redis note from now on what holds it up. */
export async function watchSlow(redis) {
  await redis.config('SET', 'slowlog-log-slower-than', String(SLOW_MS * 1_000));
  await redis.config('SET', 'slowlog-max-len', '4096');
  await redis.config('SET', 'latency-monitor-threshold', String(SLOW_MS));
  await redis.slowlog('RESET');
  await redis.call('LATENCY', 'RESET');
}

/** What it has noted: `{ slowlog: { [command]: { count, mostMs } }, latency: { [event]: { mostMs } } }`. */
export async function slowOf(redis) {
  const slowlog = {};
  for (const [, , micros, args] of await redis.slowlog('GET', '-1')) {
    const name = nameOf(args);
    const seen = (slowlog[name] ??= { count: 0, mostMs: 0 });
    seen.count += 1;
    seen.mostMs = Math.max(seen.mostMs, micros / 1_000);
  }
  const events = await redis.call('LATENCY', 'LATEST');
  const latency = Object.fromEntries(events.map(([event, , , mostMs]) => [event, { mostMs }]));
  return { slowlog, latency };
}
