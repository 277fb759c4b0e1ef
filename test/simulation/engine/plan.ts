import { type Arbitrary, array, boolean, constantFrom, nat, oneof, record, tuple } from 'fast-check';

/** What becomes of a step, whoever runs it. */
export interface Fate {
  /** After its failures: `permanent` fails for good and leaves nothing, `broken` never works though it leaves its effect. */
  readonly end: 'done' | 'permanent' | 'broken';
  /** Tries that fail for now, before their effect or after it. */
  readonly failures: number;
  readonly afterEffect: boolean;
  /** The first try never ends by itself. */
  readonly hangs: boolean;
  readonly worksMs: number;
  /** Undos that fail for now. */
  readonly undoFailures: number;
}

/** What happens to a worker, a delivery or the store, and after how many events. */
export interface Fault {
  readonly after: number;
  readonly what:
    | 'kill' // the process is gone; what it had sent arrives, if it does
    | 'freeze' // stands still until `thaw`
    | 'thaw'
    | 'leave' // takes no more, and ends what it runs
    | 'shut down' // releases what it runs
    | 'repeat' // the store carries out twice what it is sent next
    | 'cancel'
    | 'deliver again'
    | 'lose deliveries'
    | 'set back'; // the store's clock
  readonly worker: number;
  readonly task: number;
}

/** A run: tasks with their steps' fates, and what goes wrong meanwhile. */
export interface Plan {
  readonly tasks: readonly (readonly Fate[])[];
  readonly faults: readonly Fault[];
  /** For so many events anything may take any time; then what is sent arrives before time passes. */
  readonly wild: number;
  /** Messages about cancels are lost. */
  readonly deaf: boolean;
  /** As many workers the store knows without their sweeps. */
  readonly known: number;
}

const FATE = {
  end: constantFrom('done', 'done', 'done', 'done', 'permanent', 'broken'),
  failures: constantFrom(0, 0, 0, 1, 2),
  afterEffect: boolean(),
  hangs: constantFrom(false, false, false, false, true),
  worksMs: constantFrom(0, 0, 50, 400),
  undoFailures: constantFrom(0, 0, 0, 1, 6),
};

const FAULT = { after: nat({ max: 90 }), worker: nat({ max: 1 }), task: nat({ max: 1 }) };

const fault: Arbitrary<Fault> = record({
  ...FAULT,
  what: constantFrom(
    'kill',
    'kill',
    'freeze',
    'freeze',
    'thaw',
    'thaw',
    'leave',
    'shut down',
    'repeat',
    'cancel',
    'cancel',
    'deliver again',
    'lose deliveries',
    'set back',
  ),
});

function threeOf(fate: Arbitrary<Fate>): Arbitrary<readonly Fate[]> {
  return tuple(fate, fate, fate);
}

const steps = threeOf(record(FATE));

/** Few tasks, and whatever can go wrong. */
export const plan: Arbitrary<Plan> = record({
  tasks: oneof({ weight: 2, arbitrary: tuple(steps) }, { weight: 1, arbitrary: tuple(steps, steps) }),
  faults: array(fault, { maxLength: 6 }),
  wild: nat({ max: 120 }),
  deaf: constantFrom(false, false, true),
  known: constantFrom(0),
});

const WITHOUT_LOSS = ['leave', 'cancel', 'deliver again'] as const;

/** An undo that is given up for now waits for a sweep. */
const undoneSteps = threeOf(record({ ...FATE, undoFailures: constantFrom(0, 0, 0, 1) }));

/** Many tasks, and nothing that loses a delivery, or a worker that has one. */
export const smooth: Arbitrary<Plan> = record({
  tasks: array(undoneSteps, { minLength: 1, maxLength: 12 }),
  faults: array(record({ ...FAULT, what: constantFrom(...WITHOUT_LOSS) }), { maxLength: 3 }),
  wild: constantFrom(0),
  deaf: constantFrom(false),
  known: nat({ max: 3 }),
});
