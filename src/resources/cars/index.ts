import type { Resource } from '../../tasks/index.js';
import { buildCar, readCar } from './cars.contract.js';
import { carSettings } from './cars.settings.js';

/** Cars: ordered, built, read. */
export const cars: Resource = {
  name: 'cars',
  settings: carSettings,
  kinds: [buildCar, readCar],
  api: async () => (await import('./api/cars-api.module.js')).CarsApiModule,
  worker: async () => (await import('./worker/cars-worker.module.js')).CarsWorkerModule,
};
