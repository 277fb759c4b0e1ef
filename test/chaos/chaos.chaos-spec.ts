import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildNotes, type NotesBuild } from '../support/notes-build.js';
import { root } from '../support/root.js';
import { violationsOf } from './checker.js';
import type { History } from './history.js';
import { calm, readPlan } from './plan.js';
import { type Finished, run } from './run.js';

/** Longer than a long form takes. */
const LONGEST_MS = 4 * 3_600_000;

/** Shown of what is wrong; all of it is in the file. */
const SHOWN = 25;

/** What is told of a run that broke a promise: enough to run it again, and to see why. */
async function reportOf({ history, stuck }: Finished, violations: readonly string[]): Promise<string> {
  const folder = join(root, '.data');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `chaos-${history.plan.seed}.json`);
  await writeFile(file, JSON.stringify({ ...history, stuck }));
  return [
    `CHAOS_SEED=${history.plan.seed} CHAOS_TASKS=${history.plan.tasks}: ${violations.length} violations; the whole history is in ${file}`,
    ...violations.slice(0, SHOWN),
    ...stuck.slice(0, SHOWN),
    `faults: ${history.faults.map(({ at, fault }) => `${at} ${fault}`).join(', ')}`,
  ].join('\n');
}

function figuresOf({ requests, faults, rest, ends, rested = 0, healed }: History): string {
  const unknown = requests.filter(({ outcome }) => outcome === 'unknown').length;
  return `${rest.tasks.length} tasks, ${requests.length} requests (${unknown} unknown), ${faults.length} faults, ${ends.length} processes ended, at rest ${((rested - healed) / 1000).toFixed(1)} s after the last fault`;
}

describe('the service', () => {
  const plan = readPlan(process.env);
  let build: NotesBuild;

  beforeAll(async () => {
    build = await buildNotes();
  });
  afterAll(() => build.remove());

  it.each([
    [
      'without a fault',
      calm({ ...plan, tasks: Math.min(plan.tasks, 200), spreadMs: Math.min(plan.spreadMs, 8_000) }),
    ],
    [`whatever happens to processes, Redis and the network (CHAOS_SEED=${plan.seed})`, plan],
  ])(
    'keeps every promise %s',
    async (_, one) => {
      const finished = await run(one, build.folder, join(root, 'dist/tasks/lua'));
      const violations = violationsOf(finished.history);
      process.stderr.write(`${figuresOf(finished.history)}\n`);
      expect(violations.length === 0 ? '' : await reportOf(finished, violations)).toBe('');
    },
    LONGEST_MS,
  );
});
