import { whileCounting } from '../processor.mjs';
import { inTurns } from '../rounds.mjs';
import { wrkOrders } from '../wrk.mjs';

export const contestants = ['ours', 'p1', 'p2', 'p3', 'floor'];

/** `POST /cars` from 64 connections, with nobody at work but at Restate, which delivers at once. */
export async function measure(chosen, { rounds, seconds, warmUpSeconds, rewarmSeconds }) {
  return inTurns(chosen, rounds, {
    prepare: (running) => wrkOrders(running, warmUpSeconds),
    rewarm: (running) => wrkOrders(running, rewarmSeconds),
    measure: async (running) => {
      const { result, total } = await whileCounting(running.pids(), () => wrkOrders(running, seconds));
      return {
        'requests/s': result.perSecond,
        'CPU s/1,000': (total / result.requests) * 1_000,
        'p50 ms': result.p50Ms,
        'p99 ms': result.p99Ms,
      };
    },
  });
}
