/**
 * Compares this work tree with another commit of ours, in under three minutes: `npm run bench:quick -- [commit [measure …]]`,
 * by default the one before, and all measures. The figures are ratios of the same round; above 1 this one has more.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONTESTANTS, IMAGE_ENV, openNode, oursEnded } from './contestants.mjs';
import { ratioOf, shown } from './ratios.mjs';

const [since = 'HEAD^', ...named] = process.argv.slice(2);
const MEASURES = named.length > 0 ? named : ['accept', 'status', 'work'];
const EXTENT = { rounds: 9, seconds: 4, warmUpSeconds: 8, rewarmSeconds: 1, tasks: 4_000, listed: 20_000 };
const WORKER = 'bench/contestants/ours/worker.mjs';

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const commit = run('git', ['rev-parse', '--short', since]).trim();
const folder = resolve('.data', `bench-${commit}`);

/** The commit beside this work tree, built, with the packages of this one. */
function checkOut() {
  rmSync(folder, { recursive: true, force: true });
  run('git', ['worktree', 'prune']);
  run('git', ['worktree', 'add', '--detach', folder, commit]);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  run('npm', ['run', 'build'], folder);
  mkdirSync(join(folder, 'bench/contestants/ours'), { recursive: true });
  if (!existsSync(join(folder, WORKER))) cpSync(WORKER, join(folder, WORKER));
}

/** Commits before 0022 have no bundle. */
function apiOf(where) {
  const bundle = join(where, 'dist/bundle/main.js');
  return existsSync(bundle) ? bundle : join(where, 'dist/main.js');
}

run('npm', ['run', 'build']);
checkOut();
const before = {
  name: 'before',
  open: (env, pinned) =>
    openNode(
      { api: apiOf(folder), worker: join(folder, WORKER) },
      oursEnded,
      { ...IMAGE_ENV, ...env },
      pinned,
    ),
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
  run('git', ['worktree', 'remove', '--force', folder]);
}
