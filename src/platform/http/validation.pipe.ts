import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { ProblemError, type RequestFault } from './problem.js';
import { VALIDATION_FAILED } from './problems.js';

interface BodyFault {
  readonly pointer: string;
  readonly detail: string;
}

/** Validates bodies against their DTO classes: unknown members are refused, and every fault is told. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    exceptionFactory: (errors) => {
      const faults = errors.flatMap((error) => faultsOf(error, ''));
      const summary = faults.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join('; ');
      return new ProblemError(VALIDATION_FAILED, {
        detail: `The request is not valid: ${summary}.`,
        errors: faults satisfies readonly RequestFault[],
      });
    },
  });
}

/** Faults of a member and its members, one for each different thing that is wrong. Pointers are RFC 6901's. */
function faultsOf(error: ValidationError, parent: string): BodyFault[] {
  const pointer = `${parent}/${error.property.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const details = new Set(
    Object.entries(error.constraints ?? {}).map(([name, text]) =>
      name === 'whitelistValidation' ? 'is not known' : text,
    ),
  );
  const own = [...details].map((detail) => ({ pointer, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, pointer))];
}
