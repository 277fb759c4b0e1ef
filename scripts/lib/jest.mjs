import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, toolsEnv } from './project.mjs';

const nodeOptions = [
  // NestJS is ESM only, which Jest loads through this.
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
];

/** Jest's own choice is the system's folder for temporary files, which it never cleans. */
const cacheFolder = join(root, 'node_modules', '.cache', 'jest');

/** A file that could not run, or whose set-up failed, has no failed test of its own and counts as one. */
const isBroken = ({ status, assertionResults }) =>
  status === 'failed' && !assertionResults.some((test) => test.status === 'failed');

function count(resultFile, code) {
  const nothing = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  const results = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : nothing;
  const passed = results.numPassedTests;
  const failed = results.numFailedTests + results.testResults.filter(isBroken).length;
  // Jest that ran nothing, was killed, or failed for another reason than a test, has not done what it should.
  const unexplained = failed === 0 && (passed === 0 || code !== 0);
  return { passed, failed: unexplained ? 1 : failed };
}

/** Runs Jest, shows what it prints, and counts its tests. `env` is added to the environment; `folder` is for a temporary file. */
export async function runJest(children, { args, env, folder }) {
  const resultFile = join(folder, 'jest.json');
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const options = { cwd: root, env: { ...toolsEnv(), ...env }, stdio: ['ignore', 'ignore', 'inherit'] };
  const own = ['--json', `--outputFile=${resultFile}`, `--cacheDirectory=${cacheFolder}`];
  const { exited } = children.launch(process.execPath, [...nodeOptions, jest, ...own, ...args], options);
  const { code } = await exited;
  return count(resultFile, code);
}
