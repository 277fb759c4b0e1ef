import type { EffectLine, History, RequestLine, RestingTask, Seen, WriteLine } from './history.js';
import { SHORT } from './plan.js';

/** The list of finished tasks that were ordered. */
export const BASE = '{chaos:tasks}:list:anonymous:finished:POST /cars/';

/** A customer's look at a finished task. */
export const seen = (changes: Partial<Seen> = {}): Seen => ({
  task: 1,
  status: 'finished',
  progress: 100,
  eta: 0,
  version: 5,
  workflow: {},
  digest: 'd',
  from: 10,
  to: 11,
  ...changes,
});

/** An order that was accepted. */
export const request = (changes: Partial<RequestLine> = {}): RequestLine => ({
  purpose: 'order',
  client: 'customer',
  from: 0,
  to: 5,
  method: 'POST',
  path: '/cars',
  order: 1,
  outcome: 'ok',
  status: 202,
  task: 1,
  seen: [],
  ...changes,
});

/** A task that made a car. */
export const resting = (
  record: Readonly<Record<string, string>> = {},
  order: number | undefined = 1,
): RestingTask => ({
  id: 1,
  order,
  record: {
    owner: 'anonymous',
    status: 'finished',
    kind: 'car-build',
    verb: 'POST',
    resource: '/cars/',
    result: '{"car_id":7}',
    created: '0',
    changed: '10',
    ...record,
  },
  http: { status: 201, seen: seen() },
});

/** A line of the log of steps. */
export const effect = (step: string, moment: EffectLine['moment'], attempt = 1): EffectLine => ({
  at: 1,
  pid: 1,
  uid: 'u',
  task: 1,
  step,
  moment,
  attempt,
});

/** A write of an attempt. */
export const write = (script: string, at: number, changes: Partial<WriteLine> = {}): WriteLine => ({
  at,
  task: 1,
  script,
  ...changes,
});

/** A run in which one car was ordered and made, and all is well. */
export const WELL: History = {
  plan: SHORT,
  openingStock: 100,
  maxPickups: 8,
  began: 0,
  healed: 0,
  rested: 20,
  orders: [
    { n: 1, at: 0, method: 'POST', path: '/cars', following: 'poll', doubled: false, expect: 'finishes' },
  ],
  requests: [
    request(),
    request({
      purpose: 'task',
      method: 'GET',
      path: '/tasks/1',
      status: 201,
      from: 10,
      to: 11,
      seen: [seen()],
    }),
  ],
  walks: [{ client: 'lister', from: 6, to: 7, limit: 25, pages: [[1]], whole: true }],
  effects: [
    effect('draft', 'begin'),
    effect('draft', 'end'),
    effect('check', 'begin'),
    effect('check', 'undo'),
    effect('draft', 'undo'),
  ],
  writes: [
    write('grant', 1, { lease: 100 }),
    write('checkpoint', 2, { attempt: 1 }),
    write('end', 3, { attempt: 1 }),
  ],
  faults: [],
  ends: [],
  rest: {
    tasks: [resting()],
    lists: { [BASE]: [1] },
    leftovers: [],
    connections: { before: 5, after: 5 },
    cars: [7],
    notes: [],
    stock: [99, 99],
  },
};
