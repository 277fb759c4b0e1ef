import { processorSeconds } from '../lib/proc.mjs';

/** Processor seconds of each of the named processes (`{ api: pid, … }`) while the work was done, and what it answered. */
export async function whileCounting(pids, work) {
  const before = await seconds(pids);
  const result = await work();
  const after = await seconds(pids);
  const used = Object.fromEntries(Object.keys(pids).map((name) => [name, after[name] - before[name]]));
  return { result, used, total: Object.values(used).reduce((sum, one) => sum + one, 0) };
}

async function seconds(pids) {
  const read = Object.entries(pids).map(async ([name, pid]) => [name, await processorSeconds(pid)]);
  return Object.fromEntries(await Promise.all(read));
}
