import { type Breakage, breakBuild } from './broken-build.js';
import { violationsOf } from './checker.js';
import { calm, type Plan, SHORT } from './plan.js';
import { run } from './run.js';

const RUN_MS = 600_000;

const quiet: Plan = { ...calm(SHORT), tasks: 250, spreadMs: 10_000 };
const rough: Plan = { ...SHORT, tasks: 400, spreadMs: 30_000 };

/** A due time is written by each of these. */
const due = Object.entries({
  grant: "if left then redis.call('ZADD', due_key(kind), lease, id) else put(due_key(kind), lease, id) end",
  renew: "redis.call('ZADD', due_key(task[KIND]), lease, id)",
}).map(([script, from]) => ({ file: `tasks/lua/${script}.lua`, from, to: '' }));

/** Builds without what a promise rests on, each with a plan that should show it. */
const BUGS: readonly (readonly [string, Plan, Breakage])[] = [
  [
    'the fence',
    { ...rough, workerFaults: 0, apiFaults: 0, redisFaults: 0, linkFaults: 100 },
    [{ file: 'tasks/lua/attempt.lua', from: ' or task[ATTEMPT] ~= attempt or', to: ' or' }],
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
        from: "  redis.call('SPUBLISH', channel .. owner .. ':' .. id,",
        to: "  redis.call('ECHO',",
      },
    ],
  ],
  [
    'the memory of an effect',
    { ...rough, workerFaults: 40, apiFaults: 0, redisFaults: 0, linkFaults: 0 },
    [
      {
        file: 'resources/cars/worker/lua/reserve.lua',
        from: "if redis.call('HEXISTS', order, 'parts') == 1 then return {} end",
        to: '',
      },
    ],
  ],
  ['the order of undo', quiet, [{ file: 'workflow/engine.js', from: '.toReversed()', to: '' }]],
];

describe('a run finds that the service lacks', () => {
  it.each(BUGS)(
    '%s',
    async (_, plan, breakage) => {
      const build = await breakBuild(breakage);
      try {
        const { history } = await run(plan, build.folder, build.scripts);
        const violations = violationsOf(history);
        process.stderr.write(`${violations.length} violations, such as: ${violations[0] ?? 'none'}\n`);
        expect(violations).not.toEqual([]);
      } finally {
        await build.remove();
      }
    },
    RUN_MS,
  );
});
