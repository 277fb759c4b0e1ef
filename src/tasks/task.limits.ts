import type { Settings } from '../platform/config/index.js';
import { MOST_TOGETHER, shareOf } from '../platform/redis/index.js';
import type { Circumstances } from './circumstances.js';
import type { PlannedStep } from './kind.registry.js';
import { slotsOf } from './partitions.js';

/**
 * What no more tasks are accepted for: memory of the store, open tasks in all, waiting tasks of the kind, open tasks of
 * the client, or its rate.
 */
export type TaskLimit = 'memory' | 'open' | 'waiting' | 'own' | 'rate';

/** Thrown when a task is refused by a limit: it was not accepted, and will not be before `retryAfterSeconds`. */
export class TaskRefusedError extends Error {
  constructor(
    readonly limit: TaskLimit,
    readonly retryAfterSeconds: number,
  ) {
    super(`refused by the limit: ${limit}`);
  }
}

/** The limits as create.lua takes them, 0 for none: each partition counts for itself, and lets in its share. */
export function limitArguments(settings: Settings): readonly number[] {
  const { openTasksMax, waitingTasksMax, openTasksMaxPerClient, taskRatePerClient, taskBurstPerClient } =
    settings;
  const whole = [openTasksMax, waitingTasksMax, openTasksMaxPerClient, taskRatePerClient, taskBurstPerClient];
  return whole.map((limit) => shareOf(limit, settings.taskPartitions));
}

/** Of what a limit lets into a partition those that come together may take so much: by about that it may refuse sooner than it says. */
const UNEVEN = 1 / 8;

/**
 * How many orders that come together may go to the same partition: as many as a command carries, but no more than a worker has slots for there,
 * so that none waits while slots of another partition are free, and fewer where limits are low.
 */
export function mostPlacedTogether(settings: Settings): number {
  const [open = 0, waiting = 0, own = 0, rate = 0, burst = 0] = limitArguments(settings);
  const atOnce = [open, waiting, own, rate > 0 ? burst : 0].filter((limit) => limit > 0);
  const most = Math.min(MOST_TOGETHER, slotsOf(settings), Math.floor(Math.min(...atOnce) * UNEVEN));
  return Math.max(1, most);
}

/** Nobody is sent away for longer: more workers may come, and tasks be cancelled. */
const LONGEST_SECONDS = 60;

/** Memory comes back as tasks are forgotten, which takes as long as it takes. */
const MEMORY_SECONDS = 10;

/** A place in a hundred, at least one, must be free: whoever comes back then finds more than the others left. */
const SHARE = 0.01;

/** What it takes to know when to come again. */
export interface RefusalFacts {
  readonly limit: TaskLimit;
  /** How many tasks it allows; of a rate, milliseconds until it allows one. */
  readonly amount: number;
  readonly plan: readonly PlannedStep[];
  readonly around: Circumstances;
}

/**
 * Whole seconds after which a refused task is worth another try: when the rate allows it, or when the workers there are
 * have ended a hundredth of the tasks that the limit lets in.
 */
export function retryAfterSeconds({ limit, amount, plan, around }: RefusalFacts): number {
  if (limit === 'rate') return Math.max(1, Math.ceil(amount / 1000));
  if (limit === 'memory') return MEMORY_SECONDS;
  const places = Math.max(1, Math.ceil(amount * SHARE));
  const seconds = (places * msBetweenEnds(plan, around)) / 1000;
  return Math.min(LONGEST_SECONDS, Math.max(1, Math.ceil(seconds)));
}

/** Between two ends of tasks of a kind while all slots are busy, on average. */
function msBetweenEnds(plan: readonly PlannedStep[], { tookMs, workers, slots }: Circumstances): number {
  const taskMs = plan.reduce((sum, { name, expectedMs }) => sum + mean(tookMs.get(name) ?? [expectedMs]), 0);
  return taskMs / (Math.max(1, workers) * Math.max(1, slots));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
