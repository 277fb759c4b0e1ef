import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Fault, tail } from './fault.mjs';
import { root, toolsEnv } from './project.mjs';
import { stage } from './stage.mjs';

/** What npm's output says when it could not reach its registry. */
const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT/;

const options = [
  '--no-audit',
  '--no-fund',
  // The build and the tests need the tools, whatever NODE_ENV says.
  '--include=dev',
  // Left to itself, npm takes more than a minute to find out that there is no network.
  '--fetch-retries=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

const changedAt = (...path) => statSync(join(root, ...path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** npm writes this file last, so an installation that was interrupted counts as none. */
const installedAt = () => changedAt('node_modules', '.package-lock.json');

const upToDate = () => installedAt() > 0 && installedAt() >= changedAt('package-lock.json');

/** The npm that runs this command; otherwise the one on the PATH. */
function npm() {
  const own = process.env.npm_execpath ?? '';
  return basename(own) === 'npm-cli.js' ? [process.execPath, own] : ['npm'];
}

/**
 * Installs the packages of package-lock.json, unless they are there already.
 *
 * Errors: Fault, with the end of npm's output.
 */
export async function ensurePackages(children) {
  if (upToDate()) return;
  await stage('Installing the npm packages (once; about half a minute)', async () => {
    const [command, ...args] = [...npm(), 'ci', ...options];
    const { code, output } = await children.run(command, args, { cwd: root, env: toolsEnv() });
    if (code === 0) return;
    const why = noNetwork.test(output)
      ? "npm can't reach its registry. Check the network (or the proxy in npm's settings), then start again."
      : '`npm ci` failed.';
    throw new Fault(`${why}\nnpm said:\n${tail(output)}`);
  });
}
