import { RULES, violationsOf } from './checker.js';
import type { History, RequestLine, Seen } from './history.js';
import { BASE, effect, request, resting, seen, WELL, write } from './well-run.js';

const withRest = (changes: Partial<History['rest']>): Partial<History> => ({
  rest: { ...WELL.rest, ...changes },
});
const alsoSeen = (changes: Partial<Seen>, line: Partial<RequestLine> = {}): Partial<History> => ({
  requests: [
    ...WELL.requests,
    request({
      purpose: 'task',
      method: 'GET',
      path: '/tasks/1',
      status: 201,
      seen: [seen({ from: 20, to: 21, ...changes })],
      ...line,
    }),
  ],
});

/** Runs in which a promise was broken, each by the rule that must say so. */
const BROKEN: readonly (readonly [rule: string, how: string, Partial<History>])[] = [
  [
    'an accepted task is found',
    'an accepted task is not there',
    withRest({ tasks: [], cars: [], stock: [100], lists: {} }),
  ],
  [
    'an accepted task is found',
    'an accepted task is answered 404',
    {
      requests: [
        ...WELL.requests,
        request({ purpose: 'task', status: 404, problem: '/problems/no-such-task' }),
      ],
    },
  ],
  [
    'all tasks end',
    'a task is still active',
    { rested: undefined, ...withRest({ tasks: [resting({ status: 'active' })] }) },
  ],
  [
    'nothing goes back',
    'a status goes back',
    alsoSeen({ status: 'active', progress: 50, eta: 3, version: 9 }),
  ],
  ['nothing goes back', 'a version goes back', alsoSeen({ version: 4 })],
  ['nothing goes back', 'eta is 0 while it moves', alsoSeen({ status: 'active', progress: 50 })],
  ['nothing goes back', 'progress is 100 and it failed', alsoSeen({ status: 'failed' })],
  ['there is one end', 'two see two ends', alsoSeen({ digest: 'other' })],
  ['cars, notes and stock balance', 'a car belongs to nobody', withRest({ cars: [7, 8] })],
  ['cars, notes and stock balance', 'a finished task has no car', withRest({ cars: [], stock: [100] })],
  ['cars, notes and stock balance', 'parts are missing', withRest({ stock: [99, 98] })],
  [
    'cars, notes and stock balance',
    'a cancelled task left its car',
    withRest({ tasks: [resting({ status: 'cancelled' })] }),
  ],
  [
    'an order is one task',
    'a repeated key names another task',
    { requests: [...WELL.requests, request({ task: 2 })] },
  ],
  [
    'an order is one task',
    'an order made two',
    withRest({ tasks: [resting(), { ...resting({ result: '{"car_id":8}' }), id: 2 }] }),
  ],
  [
    'one attempt holds a task',
    'an attempt writes after the next was granted',
    {
      writes: [
        ...WELL.writes.slice(0, 2),
        write('grant', 120, { lease: 200 }),
        write('checkpoint', 121, { attempt: 1, lease: 220 }),
      ],
    },
  ],
  [
    'one attempt holds a task',
    'a lease is granted while another lasts',
    { writes: [...WELL.writes.slice(0, 2), write('grant', 50, { lease: 200 })] },
  ],
  [
    'steps run in order, once they are kept',
    'a step runs again after the next began',
    { effects: [effect('draft', 'begin'), effect('check', 'begin'), effect('draft', 'begin', 2)] },
  ],
  [
    'steps run in order, once they are kept',
    'undo goes forward',
    {
      effects: [
        effect('draft', 'begin'),
        effect('check', 'begin'),
        effect('draft', 'undo'),
        effect('check', 'undo'),
      ],
    },
  ],
  [
    'steps run in order, once they are kept',
    'what never began is undone',
    { effects: [effect('draft', 'begin'), effect('publish', 'undo')] },
  ],
  [
    'steps run in order, once they are kept',
    'work goes on after an undo',
    { effects: [effect('draft', 'begin'), effect('draft', 'undo'), effect('draft', 'begin', 2)] },
  ],
  [
    'numbers are unique',
    'two orders are told one task',
    { requests: [...WELL.requests, request({ order: 2 })] },
  ],
  [
    'pages are whole',
    'a walk misses a task',
    { walks: [{ client: 'lister', from: 6, to: 7, limit: 25, pages: [[2]], whole: true }] },
  ],
  [
    'pages are whole',
    'a walk repeats a task',
    { walks: [{ client: 'lister', from: 6, to: 7, limit: 25, pages: [[1], [1]], whole: true }] },
  ],
  ['lists and records agree', 'a task is in no list', withRest({ lists: {} })],
  [
    'lists and records agree',
    'a list has a task that is not there',
    withRest({ lists: { ...WELL.rest.lists, [BASE]: [1, 9] } }),
  ],
  ['waits and streams end', 'a request takes too long', { requests: [request({ to: 60_000 })] }],
  [
    'waits and streams end',
    'a stream ends with something else',
    alsoSeen({ version: 4, from: 0, to: 1 }, { purpose: 'stream' }),
  ],
  ['ends are told', 'a wait is told late', { requests: [request({ purpose: 'wait', to: 9_000 })] }],
  ['answers are those of the protocol', 'a 502', { requests: [...WELL.requests, request({ status: 502 })] }],
  ['nothing is left', 'a job', withRest({ leftovers: ['{chaos:queues}:car-build:17'] })],
  ['nothing is left', 'a connection', withRest({ connections: { before: 5, after: 6 } })],
  [
    'each comes to its end, and no neighbour of a poison task fails',
    'an innocent task fails',
    withRest({ tasks: [resting({ status: 'failed' })], cars: [], stock: [100] }),
  ],
];

describe('the checker', () => {
  it('finds nothing wrong with a run in which all is well', () => {
    expect(violationsOf(WELL)).toEqual([]);
  });

  it.each(BROKEN)('finds by the rule that %s: %s', (rule, _, changes) => {
    expect(
      violationsOf({ ...WELL, ...changes }).filter((violation) => violation.startsWith(`${rule}: `)),
    ).not.toEqual([]);
  });

  it('has a broken run for every rule', () => {
    expect([...new Set(BROKEN.map(([rule]) => rule))].toSorted()).toEqual(Object.keys(RULES).toSorted());
  });
});
