import { Simulation } from './simulation.js';

/** Set both to replay what a failure printed. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 10_000);
const SEED = Number(process.env['SIMULATION_SEED'] ?? Date.now() % 2 ** 31);

describe('the scripts of the task store', () => {
  let simulation: Simulation;
  beforeAll(async () => {
    simulation = await Simulation.open(8);
  });
  afterAll(() => simulation.close());

  it(`do what their model does, answer by answer and key by key, in ${RUNS} random runs (SIMULATION_SEED=${SEED})`, async () => {
    expect(await simulation.compare(RUNS, SEED)).toBeUndefined();
  }, 300_000);
});
