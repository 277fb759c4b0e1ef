/**
 * This service's worker, whose three steps do nothing: three durable, fenced checkpoints a car, and no effects, which the
 * other contestants have none of either.
 */
import { Module } from '@nestjs/common';
import { runUntilStopped } from '../../../dist/process-end.js';
import { buildCar, readCar } from '../../../dist/resources/cars/cars.contract.js';
import { cars } from '../../../dist/resources/cars/index.js';
import { Runs } from '../../../dist/runner/index.js';
import { startWorker } from '../../../dist/worker.process.js';
import { STANDARD_RETRY, Steps } from '../../../dist/workflow/index.js';

const TIMEOUT_MS = 10_000;

const step = (run) => ({ timeoutMs: TIMEOUT_MS, retry: STANDARD_RETRY, run });
const carOf = ({ taskId, input }) => ({ car_id: taskId, ...input });

class BuildCar {
  steps = Steps.for()
    .step(
      'reserve_parts',
      step(() => 25),
    )
    .step(
      'assemble',
      step(() => 75),
    )
    .step('paint', step(carOf));
}
class ReadCar {
  steps = Steps.for().step(
    'read',
    step(({ input }) => input),
  );
}
class BenchModule {}

Runs(buildCar)(BuildCar);
Runs(readCar)(ReadCar);
Module({ providers: [BuildCar, ReadCar] })(BenchModule);

await runUntilStopped(() => startWorker(process.env, [{ ...cars, worker: async () => BenchModule }]));
