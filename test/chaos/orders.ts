import type { Plan } from './plan.js';
import { Random } from './random.js';

/** How a customer learns of the end. */
export type Following = 'poll' | 'wait' | 'stream' | 'forget';

/** What a task is expected to come to, whatever happens to processes meanwhile. */
export type Expectation = 'finishes' | 'is refused' | 'kills its worker' | 'may be missing';

/** One request that becomes a task, and what its customer does about it. */
export interface Order {
  readonly n: number;
  /** Milliseconds after the run's begin. */
  readonly at: number;
  readonly method: 'POST' | 'GET';
  readonly path: string;
  /** Names the order in what it makes: `o<n>` is the text of a note and the color of a car. */
  readonly json?: Readonly<Record<string, unknown>>;
  readonly key?: string;
  /** `Prefer: wait` of the order itself, seconds. */
  readonly wait?: number;
  readonly following: Following;
  /** Milliseconds after the acceptance at which the task is cancelled. */
  readonly cancelAfterMs?: number;
  /** True where the suite delivers it once more. */
  readonly doubled: boolean;
  readonly expect: Expectation;
}

const READS = 0.1;
const CANCELS = 0.12;
const KEYED = 0.5;
/**
 * The share of notes that kill their worker. Each does it as often as it may be picked up, and a start costs seconds of
 * the machine: more tasks have no more of them than this.
 */
const POISON = { share: 1 / 200, most: 10 };

/** The orders of a plan by time: a pure function of it. */
export function ordersOf(plan: Plan): readonly Order[] {
  const random = new Random(plan.seed);
  return Array.from({ length: plan.tasks }, (_, n) => orderOf(n, plan, random)).toSorted(
    (a, b) => a.at - b.at,
  );
}

function orderOf(n: number, plan: Plan, random: Random): Order {
  const following = random.pick<Following>([
    [4, 'poll'],
    [3, 'wait'],
    [2, 'stream'],
    [1, 'forget'],
  ]);
  const common = {
    n,
    at: random.between(0, plan.spreadMs),
    following,
    doubled: random.chance(plan.doubled),
    ...(random.chance(0.2) ? { wait: random.between(1, 3) } : {}),
  };
  if (random.chance(READS)) {
    const path = `/cars/${random.between(1, 1 + Math.floor(plan.tasks / 4))}`;
    return { ...common, method: 'GET', path, expect: 'may be missing' };
  }
  const poison = Math.min(POISON.share, POISON.most / plan.tasks);
  const made = random.chance(0.5) ? car(n) : note(n, poison, random);
  const key = random.chance(KEYED) ? { key: `key-${plan.seed}-${n}` } : {};
  const cancel = random.chance(CANCELS) ? { cancelAfterMs: random.between(0, 1_200) } : {};
  return { ...common, method: 'POST', ...key, ...cancel, ...made };
}

type Made = Pick<Order, 'path' | 'json' | 'expect'>;

function car(n: number): Made {
  const json = { brand: 'Ford', make: 'Mustang', model: 2014, color: `o${n}` };
  return { path: '/cars', json, expect: 'finishes' };
}

function note(n: number, poison: number, random: Random): Made {
  const pauses = { draft: `pause:${random.between(1, 150)}`, check: `pause:${random.between(1, 300)}` };
  const order = (changes: Readonly<Record<string, string>>, expect: Expectation): Made => ({
    path: '/notes',
    json: { text: `o${n}`, ...pauses, ...changes },
    expect,
  });
  if (random.chance(poison)) return order({ check: 'die:99' }, 'kills its worker');
  return random.pick<Made>([
    [8, order({}, 'finishes')],
    [1, order({ check: 'slices:5' }, 'finishes')],
    [2, order({ check: 'transient:1' }, 'finishes')],
    [2, order({ publish: 'permanent:422' }, 'is refused')],
    [1, order({ check: 'permanent:409' }, 'is refused')],
  ]);
}
