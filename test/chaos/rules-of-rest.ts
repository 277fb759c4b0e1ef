import { groupBy } from './group-by.js';
import type { History, RestingTask } from './history.js';
import type { Rule } from './rules-of-answers.js';

const ENDED: ReadonlySet<string> = new Set(['finished', 'failed', 'cancelled']);

/** (2) Every task ends, within a bound after the last fault. */
export const allEnd: Rule = ({ rested, rest }: History) => {
  const open = rest.tasks.filter(({ record }) => !ENDED.has(record['status'] ?? ''));
  return rested === undefined ? open.map(({ id, record }) => `task ${id} is still ${record['status']}`) : [];
};

/** (5) Cars and notes exist exactly for the tasks that finished, one each, and the stock balances. */
export const carsBalance: Rule = ({ rest, openingStock }) => [
  ...madeFaults(
    'car',
    rest.tasks.filter(({ record }) => record['kind'] === 'car-build'),
    rest.cars,
  ),
  ...madeFaults(
    'note',
    rest.tasks.filter(({ record }) => record['kind'] === 'note-write'),
    rest.notes,
  ),
  ...rest.stock
    .filter((left) => left !== openingStock - rest.cars.length)
    .map((left) => `the stock is ${left}, with ${rest.cars.length} cars from ${openingStock}`),
];

function madeFaults(what: string, tasks: readonly RestingTask[], made: readonly number[]): readonly string[] {
  const finished = tasks.filter(({ record }) => record['status'] === 'finished');
  const named = finished.map(
    ({ id, record }) => [id, Number(/"(?:car|note)_id":(\d+)/.exec(record['result'] ?? '')?.[1])] as const,
  );
  const owners = groupBy(named, ([, number]) => number);
  const there = new Set(made);
  return [
    ...[...owners]
      .filter(([, tasksOf]) => tasksOf.length > 1)
      .map(([number]) => `several tasks made ${what} ${number}`),
    ...named
      .filter(([, number]) => !there.has(number))
      .map(([id, number]) => `task ${id} finished without its ${what} ${number}`),
    ...made
      .filter((number) => !owners.has(number))
      .map((number) => `${what} ${number} belongs to no task that finished`),
  ];
}

/** (9) No number is given twice: two orders never share a task. */
export const numbersAreUnique: Rule = ({ requests }) => {
  const owners = new Map<number, Set<number>>();
  for (const { purpose, method, task, order } of requests) {
    if (purpose !== 'order' || method !== 'POST' || task === undefined || order === undefined) continue;
    owners.set(task, (owners.get(task) ?? new Set()).add(order));
  }
  return [...owners]
    .filter(([, orders]) => orders.size > 1)
    .map(([task, orders]) => `task ${task} was told to orders ${[...orders].join(', ')}`);
};

/** (10) At rest lists and records agree. */
export const listsAgree: Rule = ({ rest }) => {
  const faults: string[] = [];
  const listed = new Map<number, string[]>();
  for (const [key, ids] of Object.entries(rest.lists))
    for (const id of ids) listed.set(id, [...(listed.get(id) ?? []), key]);
  for (const { id, record } of rest.tasks) {
    const { owner, status, verb, kind, resource = '' } = record;
    const names = resource.endsWith('/') ? [resource] : [resource, kind];
    const keys = (listed.get(id) ?? []).map((key) => key.slice(key.indexOf(':list:'))).toSorted();
    const wanted = names.map((name) => `:list:${owner}:${status}:${verb} ${name}`);
    if (keys.join(' ') !== wanted.join(' '))
      faults.push(`task ${id} is in ${keys.join(' ')} and not in ${wanted.join(' ')}`);
    listed.delete(id);
  }
  return [...faults, ...[...listed.keys()].map((id) => `lists have task ${id}, which is not there`)];
};

/** (15) At rest nothing is left: no job, lease, place in a line, subscription or connection. */
export const nothingIsLeft: Rule = ({ rest: { leftovers, connections } }) => [
  ...leftovers.map((key) => `${key} is left`),
  ...(connections.after > connections.before
    ? [`${connections.after} connections to Redis, ${connections.before} at the begin`]
    : []),
];
