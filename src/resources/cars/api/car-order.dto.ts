import { Text, WholeNumber } from '../../../platform/http/index.js';
import type { CarOrder } from '../cars.contract.js';

/** The year the first car was patented. */
const FIRST_MODEL_YEAR = 1886;

/** Next year's models are sold this year. Told at start: a process does not run for a year. */
const LAST_MODEL_YEAR = new Date().getUTCFullYear() + 1;

const MAX_TEXT = 64;

/** The body of `POST /cars`. */
export class CarOrderDto implements CarOrder {
  @Text(1, MAX_TEXT, { example: 'Ford' }) readonly brand!: string;
  @Text(1, MAX_TEXT, { example: 'Mustang' }) readonly make!: string;
  @WholeNumber(FIRST_MODEL_YEAR, LAST_MODEL_YEAR, {
    description: 'The model year, at most next year.',
    example: 2014,
    changing: 'max',
  })
  readonly model!: number;

  @Text(1, MAX_TEXT, { example: 'Blue' }) readonly color!: string;
}
