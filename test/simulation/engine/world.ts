import type { Scheduler } from 'fast-check';
import type { RunningAttempt } from '../../../src/runner/attempts.js';
import { encodeSteps, freshSteps } from '../../../src/tasks/steps.js';
import { CANCELLED } from '../../../src/tasks/index.js';
import type { Step } from '../../../src/workflow/index.js';
import { stored } from '../../support/record.js';
import { pairs } from '../keyspace.js';
import type { StoreModel } from '../store.model.js';
import { ANONYMOUS, hasEnded } from '../store.state.js';
import { Events } from './events.js';
import { Factory } from './factory.js';
import { Fleet, type Outside } from './fleet.js';
import { carriedOut } from './model-store.js';
import type { Fault, Plan } from './plan.js';
import type { Process } from './process.js';
import { Rules, type Running } from './rules.js';
import { STEP_NAMES, stepsOf } from './steps.js';
import type { Variant } from './variant.js';
import type { VirtualTime } from './virtual-time.js';

const WORKERS = 2;

/** A run that takes more does not end. */
const MAX_EVENTS = 2_000;

const GRANTS = ':grants:';

const AN_HOUR_MICROS = 3_600_000_000;

const ORDER = {
  owner: ANONYMOUS,
  client: '',
  verb: 'POST',
  resource: '/cars/',
  key: '',
  fingerprint: '',
  share: '',
  reply: '',
  openMax: Number.POSITIVE_INFINITY,
  hands: true,
};

/** Workers, their store, and what lies outside, for one run of a plan. */
export class World implements Outside {
  readonly events: Events;
  private readonly model: StoreModel;
  private readonly factory: Factory;
  private readonly rules: Rules;
  private readonly fleet: Fleet;
  private readonly tries = new Map<string, number>();
  private readonly running = new Map<RunningAttempt, Running>();
  private bornMicros: number;

  constructor(
    scheduler: Scheduler,
    readonly time: VirtualTime,
    private readonly plan: Plan,
    readonly variant: Variant,
  ) {
    this.model = variant.store();
    this.bornMicros = this.model.micros;
    this.factory = new Factory(variant.factory);
    this.rules = new Rules(this.model, this.factory, (error) => this.events.fail(error));
    this.events = new Events(scheduler, time, plan.wild, () => {
      this.model.micros = this.bornMicros + time.nowMs * 1000;
    });
    this.fleet = new Fleet(this);
  }

  /** Errors: rejects with the first promise that is broken. */
  async run(): Promise<void> {
    const { events, time, fleet, plan } = this;
    time.reset();
    for (let n = 0; n < plan.known; n += 1) this.model.workers.set(`known ${n}`, Number.POSITIVE_INFINITY);
    for (const n of plan.tasks.keys()) events.later('a customer orders', () => this.order(n));
    for (let place = 0; place < WORKERS; place += 1) fleet.spawn(place);
    events.letTimePass();
    const over = Math.max(plan.wild, ...plan.faults.map(({ after }) => after)) + 1;
    while (!this.isAtRest()) {
      if (events.count > MAX_EVENTS) throw new Error('it does not come to an end');
      for (const fault of plan.faults)
        if (fault.after === events.count) await events.now(() => this.strike(fault));
      if (events.count === over) fleet.thaw();
      await events.next();
    }
    fleet.thaw();
    this.rules.atRest();
    // For the next sweep.
    if (time.count > 1) throw new Error('a timer is left');
  }

  carryOut(script: string, args: readonly string[]): unknown {
    const reply = carriedOut(this.model, script, args);
    this.rules.compare(script, args);
    this.tellWorkers();
    return reply;
  }

  register(worker: string, free: number, mark: string): void {
    this.model.idle.set(worker, { free, mark });
  }

  watch(process: Process, attempt: RunningAttempt): () => void {
    const { grant, abort } = attempt;
    const running = { grant, abort, isAware: () => process.aware };
    this.running.set(attempt, running);
    this.rules.running.add(running);
    process.onDeath(() => this.rules.running.delete(running));
    return () => {
      this.rules.running.delete(running);
      this.running.delete(attempt);
    };
  }

  stepsOf(process: Process, attempt: RunningAttempt): readonly Step[] {
    const running = this.running.get(attempt);
    const fates = this.plan.tasks[attempt.grant.task.id - 1];
    if (running === undefined || fates === undefined) return [];
    const { rules, factory, tries } = this;
    return this.variant.steps(stepsOf(fates, { process, running, rules, factory, tries }));
  }

  abandoned(id: number): void {
    this.rules.abandoned.add(id);
  }

  private isAtRest(): boolean {
    const ended = [...this.model.tasks.values()].every((task) => hasEnded(task));
    return ended && this.events.isQuiet && this.fleet.isIdle;
  }

  private order(n: number): void {
    const steps = encodeSteps(freshSteps(STEP_NAMES));
    const input = { uid: `u${n}`, input: '{}', steps, request: 'r' };
    const reply = this.model.create(ORDER, input)();
    this.rules.compare('create', []);
    this.tellWorkers();
    const deliver = Array.isArray(reply) && reply.at(-1) === 1;
    if (deliver) this.events.later('an API delivers', () => this.fleet.enqueue());
  }

  /** What was published reaches those it is for. */
  private tellWorkers(): void {
    for (const [channel = '', ...parts] of this.model.published.splice(0))
      if (channel.startsWith(GRANTS)) this.fleet.hand(channel, asHanded(parts));
  }

  private strike({ what, worker, task }: Fault): void {
    const { fleet } = this;
    const struck = fleet.workers[worker];
    const id = (task % this.plan.tasks.length) + 1;
    if (struck === undefined) return;
    switch (what) {
      case 'kill':
        struck.process.dies();
        return fleet.spawn(worker);
      case 'freeze':
        return struck.process.freeze();
      case 'thaw':
        return struck.process.thaw();
      case 'leave':
        return fleet.leave(worker);
      case 'shut down':
        return fleet.shutDown(worker);
      case 'repeat':
        struck.process.repeats = true;
        return;
      case 'cancel':
        return this.cancel(id);
      case 'deliver again':
        return fleet.enqueue();
      case 'lose deliveries':
        fleet.queue = 0;
        return;
      case 'set back':
        this.bornMicros -= AN_HOUR_MICROS;
    }
  }

  private cancel(id: number): void {
    this.model.cancel(String(id), ANONYMOUS, JSON.stringify(CANCELLED));
    this.rules.compare('cancel', []);
    if (this.model.tasks.has(String(id)) && !this.plan.deaf) this.fleet.tellCancel(id);
  }
}

/** What a worker hears that is handed a task: mark, id and share, and the record. */
function asHanded([mark = '', id = '', share = '', ...record]: readonly string[]): string {
  return [mark, id, share, ...Object.entries(stored(pairs(record))).flat()].join('\0');
}
