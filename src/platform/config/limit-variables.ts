import { integer } from './variables.js';

/** How much is let in before it is refused. */
export const limitVariables = {
  CONNECTIONS_MAX: integer({
    default: 25_000,
    min: 1,
    max: 1_000_000,
    desc: 'How many connections an API process has at once; what comes beyond is closed. More than HELD_MAX.',
  }),
  OPEN_TASKS_MAX: integer({
    default: 1_000_000,
    min: 0,
    max: 1_000_000_000,
    desc: 'How many tasks that have not ended there may be in all; 0 for any number.',
  }),
  WAITING_TASKS_MAX: integer({
    default: 500_000,
    min: 0,
    max: 1_000_000_000,
    desc: 'How many tasks of one kind may wait for a worker; 0 for any number.',
  }),
  OPEN_TASKS_MAX_PER_CLIENT: integer({
    default: 250_000,
    min: 0,
    max: 1_000_000_000,
    desc: 'How many tasks that have not ended one client may have; 0 for any number.',
  }),
  TASK_RATE_PER_CLIENT: integer({
    default: 0,
    min: 0,
    max: 1_000_000,
    desc: 'How many tasks a second one client may make in the long run; 0 for any number.',
  }),
  TASK_BURST_PER_CLIENT: integer({
    default: 100,
    min: 1,
    max: 1_000_000,
    desc: 'How many tasks one client may make at once where there is a rate.',
  }),
  MEMORY_MAX_PERCENT: integer({
    default: 85,
    min: 1,
    max: 100,
    desc: "The share of Redis' maxmemory beyond which no new task is accepted.",
  }),
};
