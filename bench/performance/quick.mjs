/**
 * Compares this work tree with another commit of ours, in under three minutes: `npm run bench:quick -- [commit [measure …]]`,
 * by default the one before, and all measures. The figures are ratios of the same round; above 1 this one has more.
 */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, checkOut } from './another-commit.mjs';
import { CONTESTANTS, openNode, oursEnded } from './contestants.mjs';
import { ratioOf, shown } from './ratios.mjs';

const [since = 'HEAD^', ...named] = process.argv.slice(2);
const MEASURES = named.length > 0 ? named : ['accept', 'status', 'work'];
const EXTENT = { rounds: 5, seconds: 2, warmUpSeconds: 5, rewarmSeconds: 1, tasks: 4_000, listed: 20_000 };
const WORKER = 'bench/contestants/ours/worker.mjs';

/** Commits before 0022 have no bundle. */
function apiOf(where) {
  const bundle = join(where, 'dist/bundle/main.js');
  return existsSync(bundle) ? bundle : join(where, 'dist/main.js');
}

build();
const { commit, folder, remove } = checkOut(since);
mkdirSync(join(folder, 'bench/contestants/ours'), { recursive: true });
if (!existsSync(join(folder, WORKER))) cpSync(WORKER, join(folder, WORKER));
const before = {
  name: 'before',
  open: (env, pinned) =>
    openNode({ api: apiOf(folder), worker: join(folder, WORKER) }, oursEnded, env, pinned),
};
try {
  for (const name of MEASURES) {
    console.log(`\n== ${name}: this work tree against ${commit}`);
    const { measure } = await import(`./measures/${name}.mjs`);
    const measured = await measure([CONTESTANTS[0], before], EXTENT);
    for (const figure of Object.keys(measured[0].ours)) {
      console.log(`${figure}: ${shown(ratioOf(measured, figure, 'before'))}`);
    }
  }
} finally {
  remove();
}
