import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';

/** A member of a DTO: a text of `min` to `max` characters, without the blanks around it. A client hears one sentence. */
export function Text(min: number, max: number): PropertyDecorator {
  const message = `must be a string of ${min} to ${max} characters`;
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsString({ message }),
    Length(min, max, { message }),
  );
}

/** A member of a DTO: a whole number from `min` to `max`. A client hears one sentence. */
export function WholeNumber(min: number, max: number): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}`;
  return applyDecorators(IsInt({ message }), Min(min, { message }), Max(max, { message }));
}
