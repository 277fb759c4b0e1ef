import { simulate } from './engine/simulation.js';
import { SOUND, WITHOUT_SWEEP } from './engine/variant.js';

/** Set all to replay what a failure printed. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 2_000);
const SEED = Number(process.env['SIMULATION_SEED'] ?? Date.now() % 2 ** 31);
const PATH = process.env['SIMULATION_PATH'];

describe('engine and runner', () => {
  // Plans without loss have many more tasks, so each of their runs takes longer.
  it.each([
    ['keep every promise', RUNS, SOUND],
    ['need no sweep where nothing is lost', Math.ceil(RUNS / 10), WITHOUT_SWEEP],
  ])(
    `%s in %i random runs (SIMULATION_SEED=${SEED})`,
    async (_, runs, variant) => {
      expect(await simulate(runs, { seed: SEED, path: PATH }, variant)).toBeUndefined();
    },
    600_000,
  );
});
