import { type ArgumentMetadata, Injectable, type PipeTransform, ValidationPipe } from '@nestjs/common';
import { notValid } from './not-valid.js';
import { bodyFaults } from './validation-faults.js';

/**
 * Turns bodies into objects of their DTO class and validates them: unknown members are refused, and every fault is told.
 * Parameters of the path pass as they are written; Nest's pipe would make numbers of `1e3` and `007`.
 *
 * Errors: ProblemError 400.
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  private readonly validation = new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => notValid(bodyFaults(errors)),
  });

  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    return metadata.type === 'body' ? this.validation.transform(value, metadata) : value;
  }
}
