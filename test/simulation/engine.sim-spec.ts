import { simulate } from './engine/simulation.js';
import { SOUND, WITHOUT_SWEEP } from './engine/variant.js';

/** Set all to replay what a failure printed. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 2_000);
const SEED = Number(process.env['SIMULATION_SEED'] ?? Date.now() % 2 ** 31);
const PATH = process.env['SIMULATION_PATH'];

describe('engine and runner', () => {
  it.each([
    ['keep every promise', SOUND],
    ['need no sweep where nothing is lost', WITHOUT_SWEEP],
  ])(
    `%s in ${RUNS} random runs (SIMULATION_SEED=${SEED})`,
    async (_, variant) => {
      expect(await simulate(RUNS, { seed: SEED, path: PATH }, variant)).toBeUndefined();
    },
    600_000,
  );
});
