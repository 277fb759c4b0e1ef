/**
 * The long form of the chaos suite (docs/testing.md): `node bench/chaos.mjs [tasks] [seed …]`, by default 20,000 tasks with
 * the seeds 1, 2 and 3; and `node bench/chaos.mjs planted`, which breaks the service on purpose and must find each break.
 */
import { spawnSync } from 'node:child_process';

const [first = '20000', ...seeds] = process.argv.slice(2);

/** What a run of 20,000 tasks has to bear; shorter ones have as much in proportion. */
const faultsOf = (tasks) => {
  const share = (count) => String(Math.ceil((count * tasks) / 20_000));
  return {
    CHAOS_TASKS: String(tasks),
    CHAOS_WORKER_FAULTS: share(300),
    CHAOS_API_FAULTS: share(30),
    CHAOS_REDIS_FAULTS: share(30),
    CHAOS_LINK_FAULTS: share(60),
  };
};

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
const runs =
  first === 'planted'
    ? [{ project: 'planted', env: { CHAOS_PLANTED: '1' } }]
    : (seeds.length > 0 ? seeds : ['1', '2', '3']).map((seed) => ({
        project: 'chaos',
        env: { ...faultsOf(Number(first)), CHAOS_SEED: seed },
      }));
for (const { project, env } of runs) {
  console.log(
    `\n== ${project} ${Object.entries(env)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
  );
  const options = { stdio: 'inherit', env: { ...process.env, ...env } };
  const { status } = spawnSync(process.execPath, [...jest, '--selectProjects', project], options);
  if (status !== 0) process.exitCode = 1;
}
