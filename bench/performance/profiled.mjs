/**
 * Loaded into a process that is to be profiled (`node --import`): the first SIGUSR2 begins, the second ends and writes
 * profile.cpuprofile and profile.heapprofile to PROFILE_DIR, which Chrome's DevTools open.
 */
import { Session } from 'node:inspector/promises';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const session = new Session();
session.connect();
let profiling = false;

async function begin() {
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('HeapProfiler.startSampling', {
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await session.post('Profiler.start');
}

async function end() {
  const write = (name, profile) => writeFile(join(process.env.PROFILE_DIR, name), JSON.stringify(profile));
  const { profile } = await session.post('Profiler.stop');
  const { profile: heap } = await session.post('HeapProfiler.stopSampling');
  await write('profile.heapprofile', heap);
  await write('profile.cpuprofile', profile);
}

process.on('SIGUSR2', () => {
  profiling = !profiling;
  void (profiling ? begin() : end());
});
