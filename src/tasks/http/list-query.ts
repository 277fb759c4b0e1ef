import { ProblemError, VALIDATION_FAILED } from '../../platform/http/index.js';
import { TASK_STATUSES, TASK_VERBS, type TaskFilter } from '../index.js';

/** What `GET /tasks` was asked for. */
export interface ListQuery {
  readonly filter: TaskFilter;
  readonly limit: number;
  /** Where the page begins: what the one before said of its next. */
  readonly before: number | undefined;
}

interface Fault {
  readonly parameter: string;
  readonly detail: string;
}

export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 100;
/** No path of this service is longer; what is, can't match. */
const MAX_RESOURCE_LENGTH = 256;

/** Of parameters that are not known no more are told: thousands have room in a query. */
const MAX_UNKNOWN = 10;

/** RFC 3339 section 5.6, split into the whole seconds, their fraction and the offset. */
const DATE_TIME =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,9})?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** Of `2026-01-31`. */
const DAY_LENGTH = 10;

/** Each parameter with what its value must be; the order is the one faults are told in. */
export const PARAMETERS = [
  'status',
  'resource',
  'verb',
  'created_after',
  'created_before',
  'limit',
  'cursor',
] as const;

/**
 * Reads the query of `GET /tasks`.
 *
 * Errors: ProblemError (400) with one entry for each fault: unknown parameters, bad values, repeated single ones.
 */
export function parseListQuery(search: string): ListQuery {
  const query = new URLSearchParams(search);
  const faults: Fault[] = [];
  for (const parameter of new Set(query.keys())) {
    if (PARAMETERS.some((known) => known === parameter)) continue;
    if (faults.length === MAX_UNKNOWN) break;
    faults.push({ parameter: parameter.slice(0, 64), detail: `is not known; ${PARAMETERS.join(', ')} are` });
  }
  const filter: TaskFilter = {
    statuses: many(query, 'status', TASK_STATUSES, faults),
    verbs: many(query, 'verb', TASK_VERBS, faults),
    resource: resource(single(query, 'resource', faults), faults),
    ...timeFilter(query, faults),
  };
  const limit = limitOf(single(query, 'limit', faults), faults);
  const before = cursorOf(single(query, 'cursor', faults), faults);
  if (faults.length > 0)
    throw new ProblemError(VALIDATION_FAILED, { detail: summaryOf(faults), errors: faults });
  return { filter, limit, before };
}

/** The link to the page after this one. */
export function nextPage(search: string, next: number): string {
  const query = new URLSearchParams(search);
  query.set('cursor', Buffer.from(`2.${next}`).toString('base64url'));
  return `/tasks?${query.toString()}`;
}

function summaryOf(faults: readonly Fault[]): string {
  return `The query is not valid: ${faults.map(({ parameter, detail }) => `${parameter} ${detail}`).join('; ')}.`;
}

function many<T extends string>(
  query: URLSearchParams,
  parameter: string,
  allowed: readonly T[],
  faults: Fault[],
): readonly T[] {
  const given = query.getAll(parameter).flatMap((value) => value.split(','));
  const known = new Set<T>();
  for (const value of given) {
    const match = allowed.find((candidate) => candidate === value);
    if (match === undefined) {
      faults.push({ parameter, detail: `must be one of ${allowed.join(', ')}` });
      break;
    }
    known.add(match);
  }
  return [...known];
}

function single(query: URLSearchParams, parameter: string, faults: Fault[]): string | undefined {
  const [value, ...more] = query.getAll(parameter);
  if (more.length > 0) faults.push({ parameter, detail: 'must be given once' });
  return value;
}

function resource(value: string | undefined, faults: Fault[]): string | undefined {
  if (value === undefined) return undefined;
  if (value.startsWith('/') && value.length <= MAX_RESOURCE_LENGTH) return value;
  faults.push({ parameter: 'resource', detail: 'must be a path that begins with /' });
  return undefined;
}

function limitOf(value: string | undefined, faults: Fault[]): number {
  if (value === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > MAX_LIMIT) {
    faults.push({ parameter: 'limit', detail: `must be a whole number from 1 to ${MAX_LIMIT}` });
  }
  return limit;
}

function timeFilter(
  query: URLSearchParams,
  faults: Fault[],
): Pick<TaskFilter, 'createdAfterMs' | 'createdBeforeMs'> {
  const after = timeOf('created_after', single(query, 'created_after', faults), faults);
  const before = timeOf('created_before', single(query, 'created_before', faults), faults);
  return {
    // Tasks show whole milliseconds; what is finer than that lies between two of them.
    ...(after === undefined ? {} : { createdAfterMs: Math.floor(after) }),
    ...(before === undefined ? {} : { createdBeforeMs: Math.ceil(before) }),
  };
}

/** Epoch milliseconds of an RFC 3339 date and time, fractions of them kept. */
function timeOf(parameter: string, value: string | undefined, faults: Fault[]): number | undefined {
  if (value === undefined) return undefined;
  const [, whole = '', fraction = '', offset = ''] = DATE_TIME.exec(value) ?? [];
  const ms = Date.parse(`${whole}${offset}`.toUpperCase()) + Number(`0${fraction}`) * 1000;
  if (ms >= 0 && isDay(whole.slice(0, DAY_LENGTH))) return ms;
  faults.push({
    parameter,
    detail: 'must be a date and time such as 2026-01-31T12:00:00Z (a + in it is %2B)',
  });
  return undefined;
}

/** Whether a month has the day; `Date` takes the 31st of February for one of March (RFC 3339 section 5.7). */
function isDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function cursorOf(value: string | undefined, faults: Fault[]): number | undefined {
  if (value === undefined) return undefined;
  const next = /^2\.([1-9]\d{0,15})$/.exec(Buffer.from(value, 'base64url').toString('latin1'))?.[1];
  if (next === undefined)
    faults.push({ parameter: 'cursor', detail: 'must come from the Link header of a page' });
  return next === undefined ? undefined : Number(next);
}
