import { OPERATIONS } from '../growth/operations.mjs';
import { fails, seedEnded, seedWaiting } from '../growth/seed.mjs';
import { slowOf, watchSlow } from '../growth/slow.mjs';
import { sideBySide } from '../side-by-side.mjs';

export const contestants = ['large', 'small'];

const DAY_MS = 86_400_000;

/**
 * What the same operations take of API and Redis with very many tasks and with few: nothing may grow with their number.
 * `note` is told what held Redis up for longer than 5 ms.
 */
export async function measure(chosen, { rounds, note }) {
  return sideBySide(chosen, rounds, {
    prepare: filled,
    operations: Object.entries(OPERATIONS).map(([name, operate]) => async (store) => {
      const { cpu, p50Ms } = await operate(store);
      return {
        [`${name}, CPU s/1,000`]: cpu,
        ...(p50Ms === undefined ? {} : { [`${name}, p50 ms`]: p50Ms }),
      };
    }),
    finish: async (opened) => {
      for (const { name, prepared } of opened) note(`slow, ${name}`, await slowOf(prepared.running.redis));
    },
  });
}

/** Gives a store as many tasks as it is to have, by the scripts that the service has for it. */
async function filled(running) {
  const { redis, retained, waitingTasks } = running;
  const { ended } = await seedEnded(redis, retained, DAY_MS);
  const between = new Date().toISOString();
  const waiting = new Set(await seedWaiting(redis, waitingTasks));
  await watchSlow(redis);
  return { running, finished: ended.filter((id) => !fails(id)), waiting, between };
}
