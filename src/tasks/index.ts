export type { Circumstances } from './circumstances.js';
export { etaSeconds, expectedMs, remainingMs, waitSeconds } from './estimate.js';
export { KindRegistry, type PlannedStep } from './kind.registry.js';
export { ANONYMOUS } from './principal.js';
export type { Resource } from './resource.js';
export { freshSteps, type StepStatus, type TaskStep } from './steps.js';
export { type AnyKind, type Kind, kind, Submission } from './task-kind.js';
export {
  hasEnded,
  type Task,
  TASK_STATUSES,
  type TaskError,
  type TaskRequestRecord,
  type TaskStatus,
} from './task.js';
export {
  type Beat,
  type Grant,
  type Holder,
  type Kept,
  LeaseLostError,
  type Observation,
  type StartAnswer,
  TaskLedger,
} from './task.ledger.js';
export { TASK_VERBS, type TaskFilter, type TaskPage } from './task.list.js';
export { type DeliveryJob, TaskQueues } from './task.queue.js';
export { type Asked, IdempotencyConflictError, TaskService } from './task.service.js';
export type { TaskView } from './task.store.js';
export { type Redelivery, TaskSweeper } from './task.sweeper.js';
export { TasksModule } from './tasks.module.js';
