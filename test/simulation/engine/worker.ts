import type { Settings } from '../../../src/platform/config/index.js';
import type { EventLogger } from '../../../src/platform/logging/index.js';
import type { RedisProvider, RedisSubscriber } from '../../../src/platform/redis/index.js';
import { Attempts, type RunningAttempt } from '../../../src/runner/attempts.js';
import { HandedTasks } from '../../../src/runner/handed.tasks.js';
import { LeaseKeeper } from '../../../src/runner/lease.keeper.js';
import type { Served } from '../../../src/runner/served.js';
import { Settlement } from '../../../src/runner/settlement.js';
import type { Slots } from '../../../src/runner/slots.js';
import { Sweep } from '../../../src/runner/sweep.js';
import type { TaskJournal } from '../../../src/runner/task.journal.js';
import { TaskRunner } from '../../../src/runner/task.runner.js';
import type { RunnableKind, WorkflowRegistry } from '../../../src/runner/workflow.registry.js';
import type { WorkerSlots } from '../../../src/runner/worker.slots.js';
import {
  type KindRegistry,
  TaskLedger,
  type TaskQueues,
  TaskSweeper,
  type WorkerName,
} from '../../../src/tasks/index.js';
import { NO_RETRY, type Outcome, type Step } from '../../../src/workflow/index.js';

/** What a worker is put together from. */
export interface Parts {
  readonly name: string;
  readonly redis: RedisProvider;
  readonly queues: TaskQueues;
  readonly kinds: KindRegistry;
  readonly settings: Settings;
  /** The lease keeper's own; the same where nothing is planted. */
  readonly keeperSettings: Settings;
  readonly log: EventLogger;
  readonly stepsOf: (attempt: RunningAttempt) => readonly Step[];
  readonly journalOf: (journal: TaskJournal) => TaskJournal;
  readonly onAttempt: (attempt: RunningAttempt) => () => void;
  readonly slotsOf: (runner: TaskRunner) => Slots;
}

/** The service's own worker, without Nest and BullMQ: runner, engine, leases and sweep. */
export interface WorkerParts {
  readonly slots: Slots;
  readonly leases: LeaseKeeper;
  readonly sweep: Sweep;
  /** Hears of tasks that it is handed. */
  readonly hear: (message: string) => void;
}

export function workerOf(parts: Parts): WorkerParts {
  const { redis, queues, kinds, settings, log } = parts;
  const name: WorkerName = { text: parts.name };
  const ledger = new TaskLedger(redis, settings, name);
  const leases = new LeaseKeeper(ledger, parts.keeperSettings, log);
  const attempts = new WatchedAttempts(parts, ledger);
  const runner = new TaskRunner(ledger, leases, attempts, new Settlement(ledger, queues), log);
  const served: Served = {
    worker: name.text,
    kinds: kinds.names,
    plans: kinds.names.map((kind) => ({ kind, steps: kinds.plan(kind).map(({ name }) => name) })),
    concurrency: 2,
    slots: 2,
    partitions: 1,
  };
  const slots = parts.slotsOf(runner);
  const all = { of: () => slots, free: () => slots.room } as unknown as WorkerSlots;
  const heard: ((message: string) => void)[] = [];
  const always = (_partition: number, _channel: string, listener: (message: string) => void): unknown =>
    heard.push(listener);
  const subscriber = { always } as unknown as RedisSubscriber;
  new HandedTasks(subscriber, redis, ledger, all, name).onModuleInit();
  return {
    slots,
    leases,
    sweep: new Sweep(new TaskSweeper(redis, settings), queues, served, all, log),
    hear: (message) => {
      for (const hear of heard) hear(message);
    },
  };
}

/** Attempts whose steps know which attempt they belong to. */
class WatchedAttempts extends Attempts {
  constructor(
    private readonly parts: Parts,
    private readonly heldBy: TaskLedger,
  ) {
    super(
      heldBy,
      registryOf(parts.kinds, (kind) => parts.kinds.plan(kind).map(({ name }) => namedStep(name))),
      parts.settings,
    );
  }

  override journalOf(...args: Parameters<Attempts['journalOf']>): TaskJournal {
    return this.parts.journalOf(super.journalOf(...args));
  }

  override async run(attempt: RunningAttempt): Promise<Outcome> {
    const { kinds, settings, stepsOf, onAttempt } = this.parts;
    const registry = registryOf(kinds, () => stepsOf(attempt));
    const over = onAttempt(attempt);
    try {
      return await new Attempts(this.heldBy, registry, settings).run(attempt);
    } finally {
      over();
    }
  }
}

/** As much of a step as it takes to know whose version a record is of. */
function namedStep(name: string): Step {
  return { name, timeoutMs: 0, retry: NO_RETRY, run: () => undefined };
}

function registryOf(kinds: KindRegistry, steps: (kind: string) => readonly Step[]): WorkflowRegistry {
  const get = (name: string): RunnableKind => {
    const { options } = kinds.kinds.find((kind) => kind.name === name) ?? {};
    return {
      steps: steps(name),
      stepNames: kinds.plan(name).map((step) => step.name),
      weights: new Map(kinds.plan(name).map((step) => [step.name, step.expectedMs])),
      locationOf: (json) => options?.creates?.(JSON.parse(json) as never),
    };
  };
  return { get } as unknown as WorkflowRegistry;
}
