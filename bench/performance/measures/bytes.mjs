import { OWN_BYTES } from '../../lib/scaling-model.mjs';
import { placeOrders, untilEnded } from '../orders.mjs';
import { inTurns } from '../rounds.mjs';

export const contestants = ['ours', 'p1', 'p2'];

const TASKS = 5_000;

/** What Redis keeps of a finished task, indices and what keys themselves take included, and what its life wrote to the append-only file. */
export async function measure(chosen, { rounds }) {
  return inTurns(chosen, rounds, {
    prepare: async (running) => {
      await running.work();
      await live(running);
    },
    measure: async (running) => {
      const before = await sizes(running);
      await live(running);
      const after = await sizes(running);
      return {
        'bytes kept': (after.memory - before.memory) / TASKS,
        'bytes written': (after.file - before.file) / TASKS,
      };
    },
  });
}

async function live(running) {
  const before = await running.ended();
  await placeOrders(running, TASKS);
  await untilEnded(running, before + TASKS);
}

async function sizes({ redis }) {
  const number = (info, field) => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)[1]);
  // Buffers of connections and of the file are not what is kept.
  const dataset = number(await redis.info('memory'), 'used_memory_dataset');
  const memory = dataset + OWN_BYTES * (await redis.dbsize());
  return { memory, file: number(await redis.info('persistence'), 'aof_current_size') };
}
