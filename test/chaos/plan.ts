/** What a run is made of. The same plan gives the same orders and the same faults; what they meet is up to the machine. */
export interface Plan {
  readonly seed: number;
  readonly tasks: number;
  /** How long orders come in and faults happen, milliseconds. */
  readonly spreadMs: number;
  readonly workerFaults: number;
  readonly apiFaults: number;
  readonly redisFaults: number;
  readonly linkFaults: number;
  /** The share of tasks whose delivery the suite doubles. */
  readonly doubled: number;
}

/** What `npm test` has time for. */
export const SHORT: Plan = {
  seed: 1,
  tasks: 600,
  spreadMs: 35_000,
  workerFaults: 12,
  apiFaults: 3,
  redisFaults: 5,
  linkFaults: 8,
  doubled: 0.1,
};

/** Milliseconds that a task of the long form has, on average: what two cores manage beside the faults. */
const MS_A_TASK = 40;

const VARIABLES = {
  tasks: 'CHAOS_TASKS',
  seed: 'CHAOS_SEED',
  spreadMs: 'CHAOS_SPREAD_MS',
  workerFaults: 'CHAOS_WORKER_FAULTS',
  apiFaults: 'CHAOS_API_FAULTS',
  redisFaults: 'CHAOS_REDIS_FAULTS',
  linkFaults: 'CHAOS_LINK_FAULTS',
  doubled: 'CHAOS_DOUBLED',
} as const;

/**
 * Reads a plan: the short one with what the environment changes. More tasks bring as much more time, unless that is given too.
 *
 * Errors: throws for a value that is no number.
 */
export function readPlan(env: Readonly<Record<string, string | undefined>>): Plan {
  const given = Object.entries(VARIABLES).flatMap(([name, variable]) => {
    const value = env[variable];
    if (value === undefined || value === '') return [];
    if (!Number.isFinite(Number(value))) throw new Error(`${variable}: "${value}" is no number`);
    return [[name, Number(value)] as const];
  });
  const plan: Plan = { ...SHORT, ...Object.fromEntries(given) };
  return {
    ...plan,
    spreadMs: Number(env[VARIABLES.spreadMs] ?? Math.max(SHORT.spreadMs, plan.tasks * MS_A_TASK)),
  };
}

/** The same run without faults. */
export function calm(plan: Plan): Plan {
  return { ...plan, workerFaults: 0, apiFaults: 0, redisFaults: 0, linkFaults: 0 };
}
