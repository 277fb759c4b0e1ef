import { nameOf } from './json-pointer.js';
import { ProblemError } from './problem.js';
import { VALIDATION_FAILED } from './problems.js';

/** A fault of a body. */
export interface BodyFault {
  /** Where it is (RFC 6901). */
  readonly pointer: string;
  /** What is wrong there, so that it can follow the member's name. */
  readonly detail: string;
}

/** A body of 64 KiB can hold thousands of faults; nobody reads more than these. */
const MAX_FAULTS = 50;
const MAX_IN_SUMMARY = 3;

/** The problem of a body with these faults; its detail tells the first of them in words. */
export function notValid(faults: readonly BodyFault[]): ProblemError {
  const told = faults.slice(0, MAX_IN_SUMMARY).map(({ pointer, detail }) => `${nameOf(pointer)} ${detail}`);
  const rest = faults.length - told.length;
  const summary = [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
  return new ProblemError(VALIDATION_FAILED, {
    detail: `The body is not valid: ${summary}.`.replace('The body is not valid: the body ', 'The body '),
    errors: faults.slice(0, MAX_FAULTS),
  });
}
