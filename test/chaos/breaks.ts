import type { Breakage } from './broken-build.js';
import { calm, type Plan, SHORT } from './plan.js';

const quiet: Plan = { ...calm(SHORT), tasks: 250, spreadMs: 10_000 };
const rough: Plan = { ...SHORT, tasks: 400, spreadMs: 30_000 };

/** A due time is written by each of these. */
const due: Breakage = [
  {
    file: 'tasks/lua/create.lua',
    from: 'put(due_key(kind), lease, id)',
    to: '',
  },
  {
    file: 'tasks/lua/grant.lua',
    from: "redis.call('ZADD', due_key(kind), lease, id)",
    to: '',
  },
  {
    file: 'tasks/lua/grant.lua',
    from: 'put(due_key(kind), lease, id)',
    to: '',
  },
  { file: 'tasks/lua/renew.lua', from: "redis.call('ZADD', due_key(task.order.kind), lease, id)", to: '' },
];

/** Builds without what a promise rests on, each with a plan that should show it. */
export const BREAKS: readonly (readonly [string, Plan, Breakage])[] = [
  [
    'the fence',
    { ...rough, workerFaults: 0, apiFaults: 0, redisFaults: 0, linkFaults: 100 },
    [{ file: 'tasks/lua/attempt.lua', from: ' or task.attempt ~= attempt or', to: ' or' }],
  ],
  [
    'the lease',
    { ...rough, workerFaults: 30 },
    [{ file: 'tasks/lua/grant.lua', from: "'(' .. whole(now), 'BYSCORE'", to: "'+inf', 'BYSCORE'" }],
  ],
  ['the time that a running task is due', { ...rough, workerFaults: 20 }, due],
  [
    'the message of a change',
    quiet,
    [
      {
        file: 'tasks/lua/record.lua',
        from: "redis.call('SPUBLISH', order.channel .. id, told)",
        to: '',
      },
    ],
  ],
  [
    'the memory of an effect',
    { ...rough, workerFaults: 40, apiFaults: 0, redisFaults: 0, linkFaults: 0 },
    [
      {
        file: 'resources/cars/worker/lua/reserve.lua',
        from: "parts = {}, redis.call('HGET', order, 'parts')",
        to: 'parts = {}, false',
      },
    ],
  ],
  ['the order of undo', quiet, [{ file: 'workflow/engine.js', from: '.toReversed()', to: '' }]],
];
