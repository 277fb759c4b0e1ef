import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Builds this work tree. */
export const build = () => run('npm', ['run', 'build']);

/** A commit of ours beside this work tree, built, with the packages of this one; `remove` takes it away again. */
export function checkOut(since) {
  const commit = run('git', ['rev-parse', '--short', since]).trim();
  const folder = resolve('.data', `bench-${commit}`);
  rmSync(folder, { recursive: true, force: true });
  run('git', ['worktree', 'prune']);
  run('git', ['worktree', 'add', '--detach', folder, commit]);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  run('npm', ['run', 'build'], folder);
  return { commit, folder, remove: () => run('git', ['worktree', 'remove', '--force', folder]) };
}
