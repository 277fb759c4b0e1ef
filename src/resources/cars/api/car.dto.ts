import { Id } from '../../../platform/http/index.js';
import type { Car } from '../cars.contract.js';
import { CarOrderDto } from './car-order.dto.js';

/** A car as clients see it. */
export class CarDto extends CarOrderDto implements Car {
  @Id({ example: 1234 }) readonly car_id!: number;
}
