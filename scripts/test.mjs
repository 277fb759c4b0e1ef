import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { runChecks } from './lib/checks.mjs';
import { Fault } from './lib/fault.mjs';
import { ensurePackages } from './lib/install.mjs';
import { runJest } from './lib/jest.mjs';
import { Journal } from './lib/journal.mjs';
import { startPrivateRedis } from './lib/private-redis.mjs';
import { session } from './lib/session.mjs';
import { Tally } from './lib/tally.mjs';

/** Jest's projects. The first needs nothing but Node; the others need the build and Redis. */
const suites = ['unit', 'architecture', 'integration', 'simulation', 'e2e', 'faults', 'chaos'];

/** `test.mjs [suite …] [--] [argument of Jest …]`; without a suite, everything. */
function readArguments(args) {
  const firstOther = args.findIndex((arg) => !suites.includes(arg));
  const end = firstOther === -1 ? args.length : firstOther;
  return { chosen: args.slice(0, end), forJest: args.slice(end).filter((arg) => arg !== '--') };
}

function temporaryFolder(afterwards) {
  const folder = mkdtempSync(join(tmpdir(), 'async-car-factory-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function redisFor(folder, children) {
  const journal = new Journal(process.stdout.isTTY);
  const { url, binary } = await startPrivateRedis(join(folder, 'redis'), { children, journal });
  return { REDIS_URL: url, REDIS_SERVER_BIN: binary };
}

const tally = new Tally();

async function test({ children, afterwards }) {
  const { chosen, forJest } = readArguments(process.argv.slice(2));
  await ensurePackages(children);

  if (chosen.length === 0) tally.add(await runChecks(children));
  if (tally.failed > 0) throw new Fault('The checks failed, so neither the build nor the tests ran.');

  const folder = temporaryFolder(afterwards);
  const onlyNode = chosen.every((suite) => suite === suites[0]) && chosen.length > 0;
  if (!onlyNode) await ensureBuild(children);
  if (chosen.length === 0) tally.add({ passed: 1, failed: 0 });
  const env = onlyNode ? {} : await redisFor(folder, children);

  const args = [...forJest, ...(chosen.length > 0 ? ['--selectProjects', ...chosen] : [])];
  tally.add(await runJest(children, { args, env, folder }));
}

const code = await session(test);
// An installation, a build or a Redis that failed, or Ctrl-C: what should have run did not.
if (code !== 0 && tally.failed === 0) tally.add({ passed: 0, failed: 1 });
console.log(`\n${tally}`);
process.exit(code || tally.exitCode);
