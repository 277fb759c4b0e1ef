import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import type { CarOrder } from '../cars.contract.js';

/** The year the first car was patented. */
const FIRST_MODEL_YEAR = 1886;

/** Next year's models are sold this year. */
const lastModelYear = (): number => new Date().getUTCFullYear() + 1;

const MAX_TEXT = 64;

/** A text, without the blanks around it. */
function Text(): PropertyDecorator {
  const message = `must be a string of 1 to ${MAX_TEXT} characters`;
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsString({ message }),
    Length(1, MAX_TEXT, { message }),
  );
}

/** A model year. The last one is told at start: a process does not run for a year. */
function ModelYear(): PropertyDecorator {
  const message = `must be a whole number from ${FIRST_MODEL_YEAR} to ${lastModelYear()}`;
  return applyDecorators(
    IsInt({ message }),
    Min(FIRST_MODEL_YEAR, { message }),
    Max(lastModelYear(), { message }),
  );
}

/** The body of `POST /cars`. */
export class CarOrderDto implements CarOrder {
  @Text() readonly brand!: string;
  @Text() readonly make!: string;
  @ModelYear() readonly model!: number;
  @Text() readonly color!: string;
}
