import {
  type ArgumentMetadata,
  Injectable,
  type PipeTransform,
  type Type,
  ValidationPipe,
} from '@nestjs/common';
import { compiledBody } from './compiled-body.js';
import { notValid } from './not-valid.js';
import { bodyFaults } from './validation-faults.js';

/**
 * Turns bodies into objects of their DTO class and validates them: unknown members are refused, and every fault is told.
 * Parameters of the path pass as they are written; Nest's pipe would make numbers of `1e3` and `007`.
 *
 * A body that keeps the rules of its class is let through by what was compiled of them; Nest's pipe judges all else, and has the
 * last word. What it accepts in all cases, and what it makes of it, is the same.
 *
 * Errors: ProblemError 400.
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  private readonly compiled = new Map<Type<object>, ReturnType<typeof compiledBody>>();
  private readonly validation = new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => notValid(bodyFaults(errors)),
  });

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (metadata.type !== 'body') return value;
    return this.accepted(value, metadata.metatype) ?? this.validation.transform(value, metadata);
  }

  /** The object, where what was compiled of its class tells that it is valid. */
  private accepted(value: unknown, type: Type<object> | undefined): object | undefined {
    return type !== undefined && isObject(value) ? this.compiledOf(type)?.(value) : undefined;
  }

  private compiledOf(type: Type<object>): ReturnType<typeof compiledBody> {
    if (!this.compiled.has(type)) this.compiled.set(type, compiledBody(type));
    return this.compiled.get(type);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
