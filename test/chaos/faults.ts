import type { Plan } from './plan.js';
import { Random } from './random.js';

/** How many processes of each sort there are. */
export const APIS = 2;
export const WORKERS = 3;

/** Long enough for a lease of the chaos to be over before its worker wakes up. */
export const LEASE_MS = 1_500;

/** What may go wrong. Those with `forMs` heal after it, the others at once. */
export type Fault =
  | { readonly fault: 'kill'; readonly target: ProcessName }
  | { readonly fault: 'freeze'; readonly target: ProcessName; readonly forMs: number }
  | { readonly fault: 'redis-kill' | 'redis-freeze' | 'redis-pause'; readonly forMs: number }
  | { readonly fault: 'redis-cut-clients' | 'redis-forget-scripts' | 'redis-lose-queues' }
  | {
      readonly fault: 'link-freeze' | 'link-drop-replies' | 'link-slow';
      readonly target: ProcessName;
      readonly forMs: number;
    }
  | { readonly fault: 'link-cut'; readonly target: ProcessName };

export type ProcessName = `api-${number}` | `worker-${number}`;

/** A fault and when it happens. Units: `at` in milliseconds after the run's begin. */
export type PlannedFault = Fault & { readonly at: number };

/** The faults of a plan by time: a pure function of it. */
export function scheduleOf(plan: Plan): readonly PlannedFault[] {
  const random = new Random(plan.seed ^ 0xfa017);
  const sorts: readonly (readonly [number, (random: Random) => Fault])[] = [
    [plan.workerFaults, workerFault],
    [plan.apiFaults, apiFault],
    [plan.redisFaults, redisFault],
    [plan.linkFaults, linkFault],
  ];
  return sorts
    .flatMap(([count, make]) =>
      Array.from({ length: count }, () => ({ at: random.between(1_000, plan.spreadMs), ...make(random) })),
    )
    .toSorted((a, b) => a.at - b.at);
}

function workerFault(random: Random): Fault {
  const target = `worker-${random.between(0, WORKERS - 1)}` as const;
  if (random.chance(0.5)) return { fault: 'kill', target };
  return { fault: 'freeze', target, forMs: random.between(LEASE_MS / 3, 2 * LEASE_MS) };
}

function apiFault(random: Random): Fault {
  return { fault: 'kill', target: `api-${random.between(0, APIS - 1)}` };
}

function redisFault(random: Random): Fault {
  return random.pick<Fault>([
    [3, { fault: 'redis-kill', forMs: random.between(100, 2_000) }],
    [2, { fault: 'redis-freeze', forMs: random.between(200, 2 * LEASE_MS) }],
    [2, { fault: 'redis-pause', forMs: random.between(100, 1_500) }],
    [2, { fault: 'redis-cut-clients' }],
    [2, { fault: 'redis-forget-scripts' }],
    [1, { fault: 'redis-lose-queues' }],
  ]);
}

function linkFault(random: Random): Fault {
  const target: ProcessName = random.chance(0.6)
    ? `worker-${random.between(0, WORKERS - 1)}`
    : `api-${random.between(0, APIS - 1)}`;
  return random.pick<Fault>([
    [3, { fault: 'link-drop-replies', target, forMs: random.between(20, 300) }],
    [2, { fault: 'link-cut', target }],
    [2, { fault: 'link-freeze', target, forMs: random.between(100, 2 * LEASE_MS) }],
    [1, { fault: 'link-slow', target, forMs: random.between(500, 3_000) }],
  ]);
}
