export type { Circumstances } from './circumstances.js';
export { type Estimate, estimateOf, etaSeconds, remainingMs } from './estimate.js';
export { KindRegistry, type PlannedStep } from './kind.registry.js';
export type { Resource } from './resource.js';
export { byPartition, slotsOf } from './partitions.js';
export { rememberingLast } from './remembering-last.js';
export { StorePartitions } from './store.partitions.js';
export { freshSteps } from './steps.js';
export { STEP_STATUSES, type StepStatus, type TaskStep } from './task-step.js';
export { type AnyKind, type Kind, kind, Submission } from './task-kind.js';
export {
  CANCELLED,
  endOf,
  hasEnded,
  type Task,
  TASK_STATUSES,
  type TaskError,
  type TaskRequestRecord,
  type TaskStatus,
} from './task.js';
export {
  type Beat,
  GivenUpError,
  type Grant,
  type Handed,
  type Holder,
  type Kept,
  LeaseLostError,
  type Renewal,
} from './grant.js';
export { TaskLedger } from './task.ledger.js';
export { type ChangeListener, type TaskChange, TaskEvents } from './task.events.js';
export { matches, TASK_VERBS, type TaskFilter, TaskList, type TaskPage } from './task.list.js';
export { CANCELLED_TASK, TASK_FAILED } from './task.problems.js';
export { TaskRefusedError } from './task.limits.js';
export { type DeliveryJob, TaskQueues } from './task.queue.js';
export { type Asked, IdempotencyConflictError, TaskService } from './task.service.js';
export { newUid, type TaskLookup } from './task.store.js';
export type { TaskView } from './task-view.js';
export { type Found, type ServedKind, TaskSweeper } from './task.sweeper.js';
export { type Expectation, TaskReplies } from './task.replies.js';
export { TaskWaits, type Waited } from './task.waits.js';
export { WorkerName } from './worker.name.js';
export { TasksModule } from './tasks.module.js';
