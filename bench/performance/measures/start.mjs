import { residentBytes } from '../../lib/proc.mjs';
import { placeOrders } from '../orders.mjs';
import { wrkOrders } from '../wrk.mjs';

export const contestants = ['ours', 'p1', 'p2'];

/** From the start of an API process to its first 202, and its memory after a load. */
export async function measure(chosen, { rounds, seconds }) {
  const measured = [];
  for (let n = 0; n < rounds; n += 1) {
    const round = {};
    for (const { name, open } of chosen) {
      const running = await open({});
      try {
        const beganMs = performance.now();
        await running.restartApi();
        await placeOrders(running, 1);
        const startMs = performance.now() - beganMs;
        await wrkOrders(running, seconds);
        const bytes = await residentBytes(running.pids().api);
        round[name] = { 'first 202, ms': startMs, 'memory, MiB': bytes / 2 ** 20 };
      } finally {
        await running.close();
      }
    }
    measured.push(round);
    console.log(`  round ${n + 1}: ${JSON.stringify(round)}`);
  }
  return measured;
}
