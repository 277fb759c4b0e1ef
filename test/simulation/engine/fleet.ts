import { readSettings, type Settings } from '../../../src/platform/config/index.js';
import type { EventLogger } from '../../../src/platform/logging/index.js';
import type { TaskRunner } from '../../../src/runner/task.runner.js';
import type { EventFields } from '../../../src/platform/logging/event.logger.js';
import type { RunningAttempt } from '../../../src/runner/attempts.js';
import { Slots } from '../../../src/runner/slots.js';

import { CANCELLED, kind, KindRegistry, type TaskQueues } from '../../../src/tasks/index.js';
import type { Step } from '../../../src/workflow/index.js';
import { KIND, LEASE_MS } from '../store.state.js';
import type { Events } from './events.js';
import { connectionTo } from './model-store.js';
import { Process } from './process.js';
import type { Variant } from './variant.js';
import type { VirtualTime } from './virtual-time.js';
import { type Parts, type WorkerParts, workerOf } from './worker.js';

const CONCURRENCY = 2;

const threeSteps = kind<object, object>(KIND, { steps: () => ({ a: 1, b: 2, c: 1 }) });
const settings = readSettings({ TASK_LEASE_SECONDS: String(LEASE_MS / 1000) }, []);
const kinds = new KindRegistry([threeSteps], settings);

/** A log that tells of nothing but of what a human must look at, with the fields of its task. */
function logOf(tell: (event: string, fields: EventFields) => void, fields: EventFields = {}): EventLogger {
  const silent = (): void => undefined;
  const child = (more: EventFields): EventLogger => logOf(tell, { ...fields, ...more });
  const log = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (event: string) => tell(event, fields),
    child,
  };
  return log as unknown as EventLogger;
}

/** A worker with its process and its slots. */
export interface Worker extends WorkerParts {
  readonly process: Process;
  /** Whether it has a delivery at hand: it fetches one at a time. */
  serves: boolean;
  /** Whether it fetches no more. */
  leaves: boolean;
}

/** What workers meet outside. */
export interface Outside {
  readonly events: Events;
  readonly time: VirtualTime;
  readonly variant: Variant;
  carryOut(script: string, args: readonly string[]): unknown;
  /** A worker has so many slots free, as of this mark, without a sweep. */
  register(worker: string, free: number, mark: string): void;
  stepsOf(process: Process, attempt: RunningAttempt): readonly Step[];
  /** An attempt begins; answers what is to be called when it is over. */
  watch(process: Process, attempt: RunningAttempt): () => void;
  /** The undo of a task was given up. */
  abandoned(id: number): void;
}

/** The workers there are, and the queue by which they get work. */
export class Fleet {
  readonly workers: Worker[] = [];
  /** Those whose places others have. */
  private readonly leaving: Worker[] = [];
  /** Deliveries that wait. */
  queue = 0;
  private readonly keeperSettings: Settings;
  private readonly log: EventLogger;
  private made = 0;

  constructor(private readonly outside: Outside) {
    const leaseMs = LEASE_MS * outside.variant.leases;
    this.keeperSettings = Object.assign(Object.create(settings) as Settings, { leaseMs });
    this.log = logOf((event, { task }) => {
      if (event === 'task.undo-abandoned') outside.abandoned(Number(task));
      else outside.events.fail(new Error(`${event} ${String(task)}`));
    });
  }

  get isIdle(): boolean {
    return this.all.every(({ serves, leases }) => !serves && leases.runningOf(KIND) === 0);
  }

  /** Whoever stands still goes on. */
  thaw(): void {
    for (const { process } of this.all) process.thaw();
  }

  private get all(): readonly Worker[] {
    return [...this.workers, ...this.leaving];
  }

  /** A new worker, in the place of an earlier one if there was one. */
  spawn(place: number): void {
    this.made += 1;
    const { time, events } = this.outside;
    const process = new Process(`worker ${this.made}`, time, (what, happen) => events.later(what, happen));
    const worker = { ...workerOf(this.partsOf(process)), process, serves: false, leaves: false };
    this.workers[place] = worker;
    // One is enough to find what is lost; that many may sweep at once is tried with the scripts themselves.
    if (place === 0 && this.outside.variant.sweeps) process.does(() => worker.sweep.start());
    if (!this.outside.variant.sweeps) this.register(worker);
    this.offer(worker);
  }

  /** A worker ends what it runs, and another takes its place. */
  leave(place: number): void {
    const worker = this.workers[place];
    worker?.process.does(() => this.replace(worker, place));
  }

  /** A worker gives back what it runs, and another takes its place. */
  shutDown(place: number): void {
    const worker = this.workers[place];
    worker?.process.does(() => {
      worker.leases.releaseAll();
      this.replace(worker, place);
    });
  }

  private replace(worker: Worker, place: number): void {
    if (worker.leaves) return;
    worker.leaves = true;
    this.leaving.push(worker);
    worker.sweep.stop();
    void worker.sweep.leave();
    void worker.slots.close();
    this.spawn(place);
  }

  enqueue(count = 1): void {
    this.queue += count;
    for (const worker of this.workers) this.offer(worker);
  }

  /** All workers are told that a task was cancelled. */
  tellCancel(id: number): void {
    for (const { process, leases } of this.workers)
      process.hears(`that ${id} is cancelled`, () => leases.cancel(id, CANCELLED));
  }

  /** A worker hears of tasks that it is handed, unless it is gone. */
  hand(channel: string, message: string): void {
    const worker = this.all.find(({ process: { name } }) => channel.endsWith(`:${name}`));
    worker?.process.hears('that it is handed a task', () => worker.hear(message));
  }

  /** What a sweep would say of a worker's slots. */
  private register({ process, slots }: Worker): void {
    process.does(() => {
      const [free, mark] = [slots.room, String(performance.now())];
      void process.asks('to be handed tasks', () => this.outside.register(process.name, free, mark));
    });
  }

  private offer(worker: Worker): void {
    worker.process.hears('of work', () => this.take(worker));
  }

  private take(worker: Worker): void {
    if (worker.serves || worker.leaves || this.queue === 0) return;
    this.queue -= 1;
    worker.serves = true;
    const over = (): void => {
      worker.serves = false;
      if (this.queue > 0) this.offer(worker);
    };
    worker.slots.serve().then(over, (error: unknown) => this.outside.events.fail(error));
  }

  private slotsOf(process: Process, runner: TaskRunner): Slots {
    const options = {
      queue: { kind: KIND, partition: 0 },
      count: CONCURRENCY,
      runner,
      watch: { fetched: () => undefined },
      handOn: () => process.acts('hands a delivery on', () => this.enqueue()),
      log: this.log,
    };
    return new Slots(this.outside.variant.slots(options));
  }

  private partsOf(process: Process): Parts {
    const { outside, keeperSettings, log } = this;
    return {
      name: process.name,
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
      slotsOf: (runner) => this.slotsOf(process, runner),
    };
  }

  private queuesOf(process: Process): TaskQueues {
    const enqueue = (_kind: string, _partition: number, count: number): Promise<unknown> =>
      process.asks(`for ${count} deliveries`, () => this.enqueue(count));
    const deliver = (kind: string): Promise<unknown> => enqueue(kind, 0, 1);
    const depth = (): Promise<unknown> => process.asks('how long the queue is', () => this.queue);
    return { enqueue, deliver, depth } as unknown as TaskQueues;
  }
}
