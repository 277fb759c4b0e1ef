import { Runs } from '../../../runner/index.js';
import { PermanentError, STANDARD_RETRY, Steps, type Workflow } from '../../../workflow/index.js';
import { type Car, type CarLookup, readCar } from '../cars.contract.js';
import { noSuchCar } from './cars.failures.js';
import { CarsRepository } from './cars.repository.js';

const READ_TIMEOUT_MS = 10_000;

/** Reads a car. */
@Runs(readCar)
export class ReadCarWorkflow implements Workflow<CarLookup, Car> {
  constructor(private readonly cars: CarsRepository) {}

  readonly steps = Steps.for<CarLookup>().step('read', {
    timeoutMs: READ_TIMEOUT_MS,
    retry: STANDARD_RETRY,
    run: async ({ input }) => {
      const car = await this.cars.find(input.carId);
      if (car === undefined) throw new PermanentError(noSuchCar(input.carId));
      return car;
    },
  });
}
