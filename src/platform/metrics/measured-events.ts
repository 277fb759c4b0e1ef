/** A counter of events. */
interface Counted {
  readonly name: string;
  readonly help: string;
  /** Fields of the event, unless its entry in `events` says the value. */
  readonly labelNames: readonly string[];
  /** The events that count, each with the labels that it always has. */
  readonly events: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The field that says how many; one where there is none. */
  readonly amount?: string;
}

/** A histogram of a duration that an event tells in milliseconds; the metric has seconds. */
interface Timed {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly event: string;
  readonly field: string;
  readonly buckets: readonly number[];
}

/** From a quick read to a long build, in seconds. */
const WORK = [0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600];

/** Everything that is logged as a warning or an error. */
export const LOG_EVENTS = {
  name: 'factory_log_events_total',
  help: 'Events logged as warn or error, by name.',
  labelNames: ['level', 'event'] as const,
};

/** Labels are names from the code, kinds, steps and statuses: nothing that a client can choose. */
export const COUNTED: readonly Counted[] = [
  {
    name: 'factory_tasks_accepted_total',
    help: 'Tasks accepted.',
    labelNames: ['kind'],
    events: { 'task.accepted': {} },
  },
  {
    name: 'factory_tasks_refused_total',
    help: 'Tasks refused, by the limit that refused them.',
    labelNames: ['kind', 'limit'],
    events: { 'task.refused': {} },
  },
  {
    name: 'factory_cancels_asked_total',
    help: 'Cancels asked for, by what the task was right after.',
    labelNames: ['kind', 'status'],
    events: { 'task.cancel-asked': {} },
  },
  {
    name: 'factory_tasks_ended_total',
    help: 'Tasks ended by a worker, by how.',
    labelNames: ['kind', 'status'],
    events: {
      'task.finished': { status: 'finished' },
      'task.failed': { status: 'failed' },
      'task.cancelled': { status: 'cancelled' },
    },
  },
  {
    name: 'factory_task_failures_total',
    help: 'Failed tasks, by the HTTP status that their clients are told.',
    labelNames: ['kind', 'status'],
    events: { 'task.failed': {} },
  },
  {
    name: 'factory_step_failures_total',
    help: 'Tries of a step, or of its undo, that failed.',
    labelNames: ['kind', 'step'],
    events: { 'step.failed': {} },
  },
  {
    name: 'factory_leases_lost_total',
    help: 'Attempts that lost their lease.',
    labelNames: ['kind'],
    events: { 'task.lost': {} },
  },
  {
    name: 'factory_tasks_redelivered_total',
    help: 'Deliveries that the sweep found lacking and made anew.',
    labelNames: ['kind'],
    events: { 'tasks.redelivered': {} },
    amount: 'count',
  },
];

export const TIMED: readonly Timed[] = [
  {
    name: 'factory_task_wait_seconds',
    help: 'From the acceptance of a task until a worker began it for the first time.',
    labelNames: ['kind'],
    event: 'task.started',
    field: 'waitedMs',
    buckets: WORK,
  },
  {
    name: 'factory_task_duration_seconds',
    help: 'From the acceptance of a task until it was finished.',
    labelNames: ['kind'],
    event: 'task.finished',
    field: 'tookMs',
    buckets: WORK,
  },
  {
    name: 'factory_step_duration_seconds',
    help: 'What a step took in the attempt that finished it, failed tries and rests included.',
    labelNames: ['kind', 'step'],
    event: 'step.finished',
    field: 'tookMs',
    buckets: WORK,
  },
];
