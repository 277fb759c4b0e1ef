import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { getMetadataStorage, IsInt, IsString, Length, Max, Min, ValidationTypes } from 'class-validator';
import { Described, type Json } from '../openapi/index.js';

/** What the document says of a member beside its rules. */
export interface About<T> {
  readonly description?: string;
  readonly example?: T;
}

/** What it says of a number. */
export interface AboutNumber extends About<number> {
  /** The highest value changes with time: the document leaves it to the description. */
  readonly changing?: 'max';
}

/** A member of a DTO: a text of `min` to `max` characters, without the blanks around it. A client hears one sentence. */
export function Text(min: number, max: number, about: About<string> = {}): PropertyDecorator {
  const message = `must be a string of ${min} to ${max} characters`;
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsString({ message }),
    Length(min, max, { message }),
    member({
      type: 'string',
      minLength: min,
      maxLength: max,
      example: 'text'.padEnd(min, '.').slice(0, max),
      ...about,
    }),
  );
}

/** A member of a DTO: a whole number from `min` to `max`. A client hears one sentence. */
export function WholeNumber(
  min: number,
  max: number,
  { changing, ...about }: AboutNumber = {},
): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}`;
  const maximum = changing === 'max' ? {} : { maximum: max };
  return applyDecorators(
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
    member({ type: 'integer', minimum: min, ...maximum, example: min, ...about }),
  );
}

/** A member of a representation: the number of a resource, see IdPipe. */
export function Id(about: About<number> = {}): PropertyDecorator {
  return member({ ...ID_SCHEMA, description: 'Positive, unique, growing with time.', example: 1, ...about });
}

/** Ids as this service writes them. */
export const ID_SCHEMA = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER };

/** Tells the document of a member; one that may be left out is told from class-validator's IsOptional. */
function member(schema: Json): PropertyDecorator {
  return Described(({ swagger }, { target, key }) => [
    swagger.ApiProperty({ ...schema, required: !isOptional(target, key) }),
  ]);
}

function isOptional({ constructor }: object, key: string | symbol): boolean {
  const rules = getMetadataStorage().getTargetValidationMetadatas(constructor, '', false, false);
  return rules.some(
    ({ type, propertyName }) => type === ValidationTypes.CONDITIONAL_VALIDATION && propertyName === key,
  );
}
