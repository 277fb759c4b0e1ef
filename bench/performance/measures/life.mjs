import { setTimeout as delay } from 'node:timers/promises';
import { placeOrders, untilEnded } from '../orders.mjs';
import { whileCounting } from '../processor.mjs';
import { inTurns, repeatedly } from '../rounds.mjs';

export const contestants = ['ours', 'p1', 'p2', 'p3'];

const WARM_UP = 5_000;
const QUIET_MS = 500;

/** What a task takes from its order to its end of all processes of a contestant, its store included. */
export async function measure(chosen, { rounds, tasks, warmUpSeconds }) {
  return inTurns(chosen, rounds, {
    prepare: async (running) => {
      await running.work();
      await repeatedly(warmUpSeconds, () => live(running, WARM_UP));
    },
    measure: async (running) => {
      const { total } = await whileCounting(running.pids(), () => live(running, tasks / 2));
      return { 'CPU s/1,000': (total / (tasks / 2)) * 1_000 };
    },
  });
}

async function live(running, tasks) {
  const before = await running.ended();
  await placeOrders(running, tasks);
  await untilEnded(running, before + tasks);
  await delay(QUIET_MS);
}
