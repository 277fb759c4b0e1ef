import { BadRequestException, ConflictException, NotFoundException } from '@nestjs/common';
import type { ProblemType } from '../problems/index.js';
import { StoreUnavailableError } from '../redis/index.js';
import { ProblemError } from './problem.js';
import { problemOf } from './problem-of.js';
import {
  INTERNAL,
  MALFORMED_REQUEST,
  NOT_FOUND,
  PAYLOAD_TOO_LARGE,
  UNAVAILABLE,
  UNSUPPORTED_MEDIA_TYPE,
} from './problems.js';

const bodyError = (type: string, status: number): Error =>
  Object.assign(new Error('internal words'), { type, status });

describe('problemOf', () => {
  it.each<[string, unknown, ProblemType]>([
    ['an unknown path', new NotFoundException('Cannot GET /internal'), NOT_FOUND],
    ['a bad request', new BadRequestException('internal words'), MALFORMED_REQUEST],
    ['a path that can not be decoded', new URIError('Failed to decode param'), MALFORMED_REQUEST],
    ['a large body', bodyError('entity.too.large', 413), PAYLOAD_TOO_LARGE],
    ['a compressed body', bodyError('encoding.unsupported', 415), UNSUPPORTED_MEDIA_TYPE],
    ['a body that was cut off', bodyError('request.aborted', 400), MALFORMED_REQUEST],
    ['a library error with a status', bodyError('whatever', 400), MALFORMED_REQUEST],
    ['a store that is away', new StoreUnavailableError('ECONNREFUSED 10.0.0.1'), UNAVAILABLE],
    ['a defect', new TypeError('x is undefined'), INTERNAL],
    ['a library error of the server', bodyError('whatever', 500), INTERNAL],
    ['something that is no error', 'oops', INTERNAL],
  ])('tells %s', (_, thrown, problem) => {
    expect(problemOf(thrown)).toMatchObject({ problem, details: { cause: thrown } });
  });

  it('repeats nothing of what was thrown', () => {
    const thrown = [
      new TypeError('internal words'),
      new ConflictException('internal words'),
      bodyError('x', 400),
    ];
    for (const error of thrown)
      expect(JSON.stringify(problemOf(error).body('/'))).not.toContain('internal words');
  });

  it('lets a problem through as it is', () => {
    const problem = new ProblemError(NOT_FOUND, { detail: 'Gone fishing.' });
    expect(problemOf(problem)).toBe(problem);
  });

  it('makes plain HTTP of a status without a problem of its own', () => {
    const body = { type: 'about:blank', title: 'Conflict', status: 409, detail: 'Conflict.' };
    expect(problemOf(new ConflictException('internal words')).body()).toEqual(body);
  });

  it('says when to come back to a store that is away', () => {
    expect(problemOf(new StoreUnavailableError('away')).details.headers).toEqual({ 'Retry-After': '1' });
  });
});
