import { asyncProperty, check, scheduler, stringify } from 'fast-check';
import type { Variant } from './variant.js';
import { VirtualTime } from './virtual-time.js';
import { World } from './world.js';

/** How to begin: a seed, and the path to the run that failed, once there was one. */
export interface Beginning {
  readonly seed: number;
  readonly path?: string | undefined;
}

/**
 * Runs engine and runner over so many random plans and schedules; answers what was broken, by which plan and events, and
 * how to repeat it; the smallest plan that was found, unless `shrink` is false.
 */
export async function simulate(
  runs: number,
  { seed, path }: Beginning,
  variant: Variant,
  shrink = true,
): Promise<string | undefined> {
  const time = new VirtualTime();
  const giveBack = time.install();
  const property = asyncProperty(scheduler(), variant.plans, (chance, one) =>
    new World(chance, time, one, variant).run(),
  );
  try {
    const options = { numRuns: runs, seed, endOnFailure: !shrink };
    const { errorInstance, counterexample, counterexamplePath } = await check(
      property,
      path === undefined ? options : { ...options, path },
    );
    if (!(errorInstance instanceof Error) || counterexample === null) return undefined;
    const [events, failed] = counterexample;
    const again = `SIMULATION_SEED=${seed} SIMULATION_PATH=${counterexamplePath ?? ''}`;
    const happened = events
      .report()
      .map(({ label, status }) => `${label}${status === 'pending' ? ' (not yet)' : ''}`);
    return [errorInstance.message, stringify(failed), ...happened, again].join('\n');
  } finally {
    giveBack();
  }
}
