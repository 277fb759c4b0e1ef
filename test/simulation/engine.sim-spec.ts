import { simulate } from './engine/simulation.js';
import { SOUND } from './engine/variant.js';

/** Set all to replay what a failure printed. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 2_000);
const SEED = Number(process.env['SIMULATION_SEED'] ?? Date.now() % 2 ** 31);
const PATH = process.env['SIMULATION_PATH'];

describe('engine and runner', () => {
  it(`keep every promise in ${RUNS} random runs (SIMULATION_SEED=${SEED})`, async () => {
    expect(await simulate(RUNS, { seed: SEED, path: PATH }, SOUND)).toBeUndefined();
  }, 600_000);
});
