import { occurrence } from '../platform/problems/index.js';
import type { TaskStep } from './task-step.js';
import { CANCELLED_TASK } from './task.problems.js';

/** The states of a task, in the article's own words. */
export const TASK_STATUSES = ['queued', 'active', 'finished', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/**
 * Which state may follow which; what is not listed can't happen. The Lua scripts hold each change to this
 * table, a test compares them with it.
 */
export const TRANSITIONS: Readonly<Record<TaskStatus, readonly TaskStatus[]>> = {
  queued: ['active', 'cancelled'],
  active: ['finished', 'failed', 'cancelled'],
  finished: [],
  failed: [],
  cancelled: [],
};

/** True once nothing can change any more. */
export function hasEnded(status: TaskStatus): boolean {
  return TRANSITIONS[status].length === 0;
}

/** Why a task failed or was cancelled, as RFC 9457 problem members. */
export interface TaskError {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The step that failed, where one did. */
  readonly step?: string;
}

/** Why a task was cancelled: somebody asked for it. What the client that ordered it is told. */
export const CANCELLED: TaskError = occurrence(
  CANCELLED_TASK,
  'The task was cancelled before it was done. What it had done was undone.',
);

/** How a task ends that was given up for this reason. */
export function endOf({ type }: TaskError): 'failed' | 'cancelled' {
  return type === CANCELLED.type ? 'cancelled' : 'failed';
}

/** What was asked for, as the task document shows it. */
export interface TaskRequestRecord {
  readonly resource: string;
  readonly verb: string;
  /** JSON text of the headers that change the outcome. */
  readonly header: string;
  /** JSON text of the body as it was accepted. */
  readonly body: string;
}

/** One accepted request and all that became of it. Times are epoch milliseconds by Redis' clock. */
export interface Task {
  readonly id: number;
  /** Its own name, and never another's; '' once it has finished. */
  readonly uid: string;
  readonly kind: string;
  readonly owner: string;
  readonly status: TaskStatus;
  /** Grows with every change anybody can see. */
  readonly version: number;
  /** Whole percent, never falls, 100 exactly when finished. */
  readonly progress: number;
  /** How many times a worker was granted the task: the fence of its writes. */
  readonly attempt: number;
  /** Grants since the last checkpoint; what exceeds the limit is given up. */
  readonly pickups: number;
  readonly createdMs: number;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  readonly steps: readonly TaskStep[];
  readonly request: TaskRequestRecord;
  /** JSON text of the workflow's input. */
  readonly input: string;
  /** JSON text of the representation, once finished. */
  readonly result: string | undefined;
  /** Path of the resource the task made, once finished. */
  readonly location: string | undefined;
  /** Once failed or cancelled; while active: what it is being undone for. */
  readonly error: TaskError | undefined;
  /** True once somebody asked to cancel it, whether or not it came in time. */
  readonly cancelAsked: boolean;
  /** The id of the HTTP request that ordered it, for the logs; '' once it has finished. */
  readonly requestId: string;
}

/** A task before a worker saw it. In the order of `taskOf`, so that V8 takes both for one sort of object. */
export function untouched(
  made: Pick<
    Task,
    'id' | 'uid' | 'kind' | 'owner' | 'createdMs' | 'steps' | 'request' | 'input' | 'requestId'
  >,
): Task {
  return {
    id: made.id,
    uid: made.uid,
    kind: made.kind,
    owner: made.owner,
    status: 'queued',
    version: 1,
    progress: 0,
    attempt: 0,
    pickups: 0,
    createdMs: made.createdMs,
    startedMs: undefined,
    endedMs: undefined,
    steps: made.steps,
    request: made.request,
    input: made.input,
    result: undefined,
    location: undefined,
    error: undefined,
    cancelAsked: false,
    requestId: made.requestId,
  };
}
