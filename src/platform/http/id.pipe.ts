import { Injectable, type PipeTransform } from '@nestjs/common';
import { ProblemError } from './problem.js';
import { NOT_FOUND } from './problems.js';

/** Ids as this service writes them: positive, without leading zeros, small enough to be exact in JSON. */
const ID = /^[1-9]\d{0,15}$/;

/** Reads an id from a path. Errors: 404, since nothing can be at a path whose id was never written so. */
@Injectable()
export class IdPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!ID.test(value) || !Number.isSafeInteger(Number(value))) {
      throw new ProblemError(NOT_FOUND, { detail: 'There is nothing at this path.' });
    }
    return Number(value);
  }
}
