import {
  type ArgumentMetadata,
  Injectable,
  type PipeTransform,
  type Type,
  ValidationPipe,
} from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { compiledRules } from './compiled-rules.js';
import { notValid } from './not-valid.js';
import { bodyFaults } from './validation-faults.js';

/**
 * Turns bodies into objects of their DTO class and validates them: unknown members are refused, and every fault is told.
 * Parameters of the path pass as they are written; Nest's pipe would make numbers of `1e3` and `007`.
 *
 * A body that keeps the rules of its class is let through by the compiled ones; Nest's pipe judges all else, and has the
 * last word. What it accepts in all cases, and what it makes of it, is the same.
 *
 * Errors: ProblemError 400.
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  private readonly rules = new Map<Type<object>, ReturnType<typeof compiledRules>>();
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

  /** The object, where its class' compiled rules tell that it is valid. */
  private accepted(value: unknown, type: Type<object> | undefined): object | undefined {
    if (type === undefined || !isObject(value)) return undefined;
    const isValid = this.rulesOf(type);
    if (isValid === undefined) return undefined;
    const object = plainToInstance(type, value);
    return isValid(object) ? object : undefined;
  }

  private rulesOf(type: Type<object>): ReturnType<typeof compiledRules> {
    if (!this.rules.has(type)) this.rules.set(type, compiledRules(type));
    return this.rules.get(type);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
