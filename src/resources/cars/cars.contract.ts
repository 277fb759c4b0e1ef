import { kind } from '../../tasks/index.js';
import { carSettings } from './cars.settings.js';

/** What a customer orders. */
export interface CarOrder {
  readonly brand: string;
  readonly make: string;
  /** The model year. */
  readonly model: number;
  readonly color: string;
}

/** A car as clients see it. */
export interface Car extends CarOrder {
  readonly car_id: number;
}

/** Which car to read. */
export interface CarLookup {
  readonly carId: number;
}

/** How the time of a build is spread over its steps. */
export const BUILD_SHARES = { reserve_parts: 0.25, assemble: 0.5, paint: 0.25 } as const;

/** Builds the car that was ordered. */
export const buildCar = kind<CarOrder, Car>('car-build', {
  creates: (car) => `/cars/${car.car_id}`,
  steps: (settings) => {
    const { CAR_BUILD_SECONDS } = settings.of(carSettings);
    return Object.fromEntries(
      Object.entries(BUILD_SHARES).map(([step, share]) => [step, share * CAR_BUILD_SECONDS]),
    );
  },
});

/** Reads a car. */
export const readCar = kind<CarLookup, Car>('car-read', { steps: () => ({ read: 0.01 }) });
