import { Runs } from '../../../runner/index.js';
import { STANDARD_RETRY, Steps, type Workflow } from '../../../workflow/index.js';
import { buildCar, type Car, type CarOrder } from '../cars.contract.js';
import { AssemblyLine } from './assembly.line.js';
import { CarsRepository } from './cars.repository.js';
import { chassisNumber } from './chassis-number.js';
import { PartsStock } from './parts.stock.js';

/** A step of a build may take a day at most, CAR_BUILD_SECONDS' own limit. */
const DAY_MS = 86_400_000;

/** Builds a car: takes parts, puts them together, paints and records it. */
@Runs(buildCar)
export class BuildCarWorkflow implements Workflow<CarOrder, Car> {
  constructor(
    private readonly parts: PartsStock,
    private readonly line: AssemblyLine,
    private readonly cars: CarsRepository,
  ) {}

  readonly steps = Steps.for<CarOrder>()
    .step('reserve_parts', {
      timeoutMs: DAY_MS,
      retry: STANDARD_RETRY,
      run: async (context) => {
        const reserved = await this.parts.reserve(context.uid);
        await this.line.work('reserve_parts', context);
        return reserved;
      },
      undo: (context) => this.parts.release(context.uid),
    })
    .step('assemble', {
      timeoutMs: DAY_MS,
      retry: STANDARD_RETRY,
      run: async (context) => {
        await this.line.work('assemble', context);
        return { chassis: chassisNumber(context.uid), parts: context.results.reserve_parts };
      },
    })
    .step('paint', {
      timeoutMs: DAY_MS,
      retry: STANDARD_RETRY,
      run: async (context) => {
        await this.line.work('paint', context);
        return this.cars.create(context.uid, context.input, context.results.assemble.chassis);
      },
      undo: (context) => this.cars.scrap(context.uid),
    });
}
