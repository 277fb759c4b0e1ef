import { placeOrders } from '../orders.mjs';
import { whileCounting } from '../processor.mjs';
import { inTurns } from '../rounds.mjs';
import { wrkReads } from '../wrk.mjs';

export const contestants = ['ours', 'p1', 'p2'];

/** A page of 50 among very many tasks. */
export async function measure(chosen, { rounds, seconds, listed }) {
  return inTurns(chosen, rounds, {
    prepare: (running) => placeOrders(running, listed),
    measure: async (running) => {
      const read = () => wrkReads(running, ['/tasks?limit=50'], seconds);
      const { result, total } = await whileCounting(running.pids(), read);
      return { 'pages/s': result.perSecond, 'CPU s/1,000': (total / result.requests) * 1_000 };
    },
  });
}
