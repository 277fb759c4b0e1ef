import { placeOrders, untilEnded } from '../orders.mjs';
import { whileCounting } from '../processor.mjs';
import { inTurns } from '../rounds.mjs';

export const contestants = ['ours', 'p1', 'p2'];

/** A backlog that is worked off by one worker on a processor of its own; by as many as are said, not pinned, otherwise. */
export async function measure(chosen, { rounds, tasks }, { workers = 1, pinned = true } = {}) {
  return inTurns(chosen, rounds, {
    pinned,
    measure: async (running) => {
      const before = await running.ended();
      await placeOrders(running, tasks);
      for (let n = 0; n < workers; n += 1) await running.work();
      // What a process takes to start is not its work.
      await untilEnded(running, before + 1);
      const pids = running.pids();
      const beganMs = performance.now();
      const begun = await running.ended();
      const { total } = await whileCounting(pids, () => untilEnded(running, before + tasks));
      const done = before + tasks - begun;
      const seconds = (performance.now() - beganMs) / 1_000;
      await running.rest();
      return { 'tasks/s': done / seconds, 'CPU s/1,000': (total / done) * 1_000 };
    },
  });
}
