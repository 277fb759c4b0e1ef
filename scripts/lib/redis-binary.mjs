import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Fault, tail } from './fault.mjs';
import { packageManagers } from './package-managers.mjs';
import { stage } from './stage.mjs';

/** Valkey is what some systems install when asked for Redis; it takes the same settings. */
const names = ['redis-server', 'valkey-server'];

/** Where package managers put servers though not every PATH has it. */
const alsoIn = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The first Redis with sharded messages (SPUBLISH), which processes tell each other with. */
const oldest = { major: 7, minor: 0 };

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function find(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...alsoIn].filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

const findServer = () => names.map(find).find(Boolean);

/** The command line that runs something as root without asking, or undefined where this user can't. */
async function asRoot(children) {
  if (process.getuid?.() === 0) return [];
  if (!find('sudo')) return undefined;
  const { code } = await children.run('sudo', ['-n', 'true']);
  return code === 0 ? ['sudo', '-n'] : undefined;
}

const howToGoOn = (manager) =>
  [
    manager
      ? `Install it with: ${manager.root ? 'sudo ' : ''}${manager.command} ${manager.install.join(' ')}`
      : 'Install Redis 7 or newer, so that redis-server is on the PATH.',
    '`npm start` also works with a Redis that runs already: REDIS_URL=redis://host:6379 npm start',
  ].join('\n');

async function install(children, manager, prefix) {
  const run = (args) => {
    const [command, ...rest] = [...prefix, 'env', ...(manager.env ?? []), manager.command, ...args];
    return children.run(command, rest);
  };
  let result = await run(manager.install);
  if (result.code !== 0 && manager.refresh) {
    await run(manager.refresh);
    result = await run(manager.install);
  }
  if (result.code === 0 && findServer()) return;
  throw new Fault(
    `Redis is not installed, and ${manager.command} could not install it.\n${howToGoOn(manager)}\n` +
      `${manager.command} said:\n${tail(result.output)}`,
  );
}

async function checkVersion(children, binary) {
  const { output } = await children.run(binary, ['--version']);
  const [, version = '0.0', major, minor] = /v=((\d+)\.(\d+)[.\d]*)/.exec(output) ?? [];
  if (Number(major) > oldest.major || (Number(major) === oldest.major && Number(minor) >= oldest.minor))
    return;
  throw new Fault(
    `${binary} is version ${version}; ${oldest.major}.${oldest.minor} is the oldest that works.`,
  );
}

/**
 * The path of a Redis server, which is installed with the system's package manager where there is none.
 *
 * Errors: Fault, which says what to do, when there is none and it may not or can't be installed, or when it is too old.
 */
export async function ensureRedisServer(children) {
  if (!findServer()) {
    const manager = packageManagers.find(({ command }) => find(command));
    const prefix = manager?.root ? await asRoot(children) : [];
    if (!manager) throw new Fault(`Redis is not installed, nor a known package manager.\n${howToGoOn()}`);
    if (!prefix)
      throw new Fault(`Redis is not installed, and this user may not install it.\n${howToGoOn(manager)}`);
    await stage(`Installing Redis with ${manager.command}`, () => install(children, manager, prefix));
  }
  const binary = findServer();
  await checkVersion(children, binary);
  return binary;
}
