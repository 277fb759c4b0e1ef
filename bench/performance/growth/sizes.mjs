import { openNode } from '../contestants.mjs';

const RETAINED = Number(process.env.RETAINED ?? 1_000_000);
const WAITING = Number(process.env.WAITING ?? 200_000);
const SMALL = 1_000;

/** What the API cancels is kept for so long, so that rounds do not add up. */
const ENV = { TASK_RETENTION_SECONDS: '1' };

const count = (number) => number.toLocaleString('en');
const size = (name, retained, waiting) => ({
  name,
  title: `${count(retained)} ended and ${count(waiting)} waiting tasks`,
  retained,
  waiting,
  open: async (env, pinned) => ({
    ...(await openNode({ api: 'dist/main.js' }, undefined, { ...ENV, ...env }, pinned)),
    retained,
    waitingTasks: waiting,
  }),
});

/** This service with few tasks, and with very many. */
export const SIZES = [size('small', SMALL, SMALL), size('large', RETAINED, WAITING)];
