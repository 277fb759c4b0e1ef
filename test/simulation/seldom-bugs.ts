import type { Operation } from './operations.js';
import type { Mutation } from './simulation.js';

const order = { op: 'create', owner: 'anonymous', key: '', twist: 0 } as const;
const start = { op: 'start' } as const;
const cancel = { op: 'cancel', reader: 'anonymous' } as const;
const write = { op: 'write', behind: 0, next: false } as const;
const finish = { ...write, what: 0 } as const;

/** Two tasks, as of two versions of a kind, that end in the same moment. */
const TWO_END: readonly Operation[] = [
  order,
  order,
  start,
  start,
  { ...finish, task: 2 },
  { ...finish, task: 0 },
];

/** Of a list's chunk the newest came first, and a page begins between its tasks. */
const BEGINS_WITHIN: readonly Operation[] = [
  order,
  order,
  order,
  order,
  { ...cancel, task: 0 },
  { op: 'wait', ms: 1 },
  { ...cancel, task: 4 },
  { op: 'list', reader: 'anonymous', path: '', limit: 3, bounds: [3, 8] },
];

/** A step was tried three times, and then a heartbeat comes that says it was once. */
const LATE_BEAT: readonly Operation[] = [
  order,
  start,
  { ...write, what: 9, task: 0 },
  { ...write, what: 10, task: 0 },
];

/** Ways in which the scripts could be wrong that random runs seldom come to, and a run that does. */
export const SELDOM_BUGS: Readonly<
  Record<string, { readonly mutation: Mutation; readonly operations: readonly Operation[] }>
> = {
  'every end is noted': {
    mutation: { file: 'ends', from: ' < OBSERVED_EVERY then', to: ' < 0 then' },
    operations: TWO_END,
  },
  'of those who end together one is counted': {
    mutation: { file: 'turns', from: '(left[client] or 0) + 1', to: '1' },
    operations: TWO_END,
  },
  'all versions of a kind have the same plan': {
    mutation: { file: 'plans', from: "redis.call('HINCRBY', plans_key, LAST_PLAN, 1)", to: '1' },
    operations: TWO_END,
  },
  'those that end in the same second are forgotten by half': {
    mutation: { file: 'expire', from: "redis.call('EXISTS', key) == 0", to: 'true' },
    operations: [...TWO_END, { op: 'expire', ms: 60_000, limit: 1 }],
  },
  'a heartbeat that comes late takes tries back': {
    mutation: { file: 'renew', from: ' and tonumber(tries) > tonumber(known)', to: '' },
    operations: LATE_BEAT,
  },
  'a page skips the chunk in which it begins': {
    mutation: { file: 'newest', from: 'local edge = before and', to: 'local edge = false and' },
    operations: BEGINS_WITHIN,
  },
};
