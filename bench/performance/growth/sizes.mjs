import { openNode } from '../contestants.mjs';

const RETAINED = Number(process.env.RETAINED ?? 1_000_000);
const WAITING = Number(process.env.WAITING ?? 200_000);
const SMALL = 1_000;

/**
 * What the API cancels is kept for so long, so that rounds do not add up; and what waits for a processor is late and not
 * away.
 */
const ENV = { TASK_RETENTION_SECONDS: '1', REDIS_TIMEOUT_MS: '10000' };

const count = (number) => number.toLocaleString('en');
const size = (name, retained, waiting) => ({
  name,
  title: `${count(retained)} ended and ${count(waiting)} waiting tasks`,
  retained,
  waiting,
  open: async (env, pinned) => ({
    ...(await openNode({ api: 'dist/bundle/main.js' }, undefined, { ...ENV, ...env }, pinned)),
    retained,
    waitingTasks: waiting,
  }),
});

/** This service with few tasks, and with very many. */
export const SIZES = [size('small', SMALL, SMALL), size('large', RETAINED, WAITING)];
