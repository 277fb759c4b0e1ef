import { readSettings, type Settings } from '../../../src/platform/config/index.js';
import type { EventLogger } from '../../../src/platform/logging/index.js';
import type { EventFields } from '../../../src/platform/logging/event.logger.js';
import type { RunningAttempt } from '../../../src/runner/attempts.js';
import { CANCELLED, kind, KindRegistry, type TaskQueues } from '../../../src/tasks/index.js';
import type { Step } from '../../../src/workflow/index.js';
import { KIND, LEASE_MS } from '../store.state.js';
import type { Events } from './events.js';
import { connectionTo } from './model-store.js';
import { Process } from './process.js';
import type { Variant } from './variant.js';
import type { VirtualTime } from './virtual-time.js';
import { type WorkerParts, workerOf } from './worker.js';

const CONCURRENCY = 2;

const threeSteps = kind<object, object>(KIND, { steps: () => ({ a: 1, b: 2, c: 1 }) });
const settings = readSettings({ TASK_LEASE_SECONDS: String(LEASE_MS / 1000) }, []);
const kinds = new KindRegistry([threeSteps], settings);

/** A log that tells of nothing but of what a human must look at, with the fields of its task. */
function logOf(tell: (fields: EventFields) => void, fields: EventFields = {}): EventLogger {
  const silent = (): void => undefined;
  const child = (more: EventFields): EventLogger => logOf(tell, { ...fields, ...more });
  const log = { debug: silent, info: silent, warn: silent, error: () => tell(fields), child };
  return log as unknown as EventLogger;
}

/** A worker with its process, and the deliveries it works at. */
export interface Worker extends WorkerParts {
  readonly process: Process;
  readonly jobs: number[];
}

/** What workers meet outside. */
export interface Outside {
  readonly events: Events;
  readonly time: VirtualTime;
  readonly variant: Variant;
  carryOut(script: string, args: readonly string[]): unknown;
  stepsOf(process: Process, attempt: RunningAttempt): readonly Step[];
  /** An attempt begins; answers what is to be called when it is over. */
  watch(process: Process, attempt: RunningAttempt): () => void;
  /** The undo of a task was given up. */
  abandoned(id: number): void;
}

/** The workers there are, and the queue by which they get work. */
export class Fleet {
  readonly workers: Worker[] = [];
  readonly queue: number[] = [];
  private readonly keeperSettings: Settings;
  private readonly log: EventLogger;
  private made = 0;

  constructor(private readonly outside: Outside) {
    const leaseMs = LEASE_MS * outside.variant.leases;
    this.keeperSettings = Object.assign(Object.create(settings) as Settings, { leaseMs });
    this.log = logOf((fields) => outside.abandoned(Number(fields['task'])));
  }

  get isIdle(): boolean {
    return this.workers.every(({ jobs }) => jobs.length === 0);
  }

  /** A new worker, in the place of an earlier one if there was one. */
  spawn(place: number): void {
    this.made += 1;
    const { time, events } = this.outside;
    const process = new Process(`worker ${this.made}`, time, (what, happen) => events.later(what, happen));
    const worker = { ...this.partsOf(process), process, jobs: [] };
    this.workers[place] = worker;
    // One is enough to find what is lost; that many may sweep at once is tried with the scripts themselves.
    if (place === 0) process.does(() => worker.sweep.start());
    for (let slot = 0; slot < CONCURRENCY; slot += 1) this.offer(worker);
  }

  enqueue(id: number): void {
    this.queue.push(id);
    for (const worker of this.workers) this.offer(worker);
  }

  /** All workers are told that a task was cancelled. */
  tellCancel(id: number): void {
    for (const { process, leases } of this.workers)
      process.hears(`that ${id} is cancelled`, () => leases.cancel(id, CANCELLED));
  }

  private offer(worker: Worker): void {
    worker.process.hears('of work', () => this.take(worker));
  }

  private take(worker: Worker): void {
    const { jobs, runner } = worker;
    if (jobs.length >= CONCURRENCY) return;
    const id = this.queue.shift();
    if (id === undefined) return;
    jobs.push(id);
    const over = (): void => {
      jobs.splice(jobs.indexOf(id), 1);
      if (this.queue.length > 0) this.offer(worker);
    };
    runner.run(id, KIND).then(over, (error: unknown) => this.outside.events.fail(error));
  }

  private partsOf(process: Process): WorkerParts {
    const { outside, keeperSettings, log } = this;
    return workerOf({
      redis: connectionTo(
        (what, call) => process.asks(what, call),
        (script, args) => outside.carryOut(script, args),
      ),
      queues: this.queuesOf(process),
      kinds,
      settings,
      keeperSettings,
      log,
      stepsOf: (attempt) => outside.stepsOf(process, attempt),
      journalOf: outside.variant.journal,
      onAttempt: (attempt) => outside.watch(process, attempt),
    });
  }

  private queuesOf(process: Process): TaskQueues {
    const enqueue = (_kind: string, id: number): Promise<unknown> =>
      process.asks(`for a delivery of ${id}`, () => this.enqueue(id));
    const depth = (): Promise<unknown> => process.asks('how long the queue is', () => this.queue.length);
    return { enqueue, depth } as unknown as TaskQueues;
  }
}
