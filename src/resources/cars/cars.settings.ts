import { integer, seconds } from '../../platform/config/index.js';

/** The environment variables of the car factory. */
export const carSettings = {
  CAR_BUILD_SECONDS: seconds({
    default: 12,
    min: 0,
    max: 86_400,
    desc: 'How long building a car takes in all; 0 builds without waiting, for tests and benchmarks.',
  }),
  PARTS_STOCK: integer({
    default: 1_000_000,
    min: 0,
    max: 1_000_000_000,
    desc: 'Sets of parts in stock when the factory opens for the first time.',
  }),
};
