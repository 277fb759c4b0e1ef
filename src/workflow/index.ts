export { type Attempt, runAttempt } from './engine.js';
export {
  Cancellation,
  type Failure,
  givenUp,
  Interruption,
  PermanentError,
  TransientError,
} from './errors.js';
export type { Journal, Resumption } from './journal.js';
export type { Outcome } from './outcome.js';
export { NO_RETRY, type RetryPolicy, STANDARD_RETRY } from './retry-policy.js';
export type { Clock } from './settle.js';
export { Stop } from './stop.js';
export { systemClock } from './system-clock.js';
export { isThenable } from './thenable.js';
export { type Step, type StepContext, Steps, type Workflow } from './workflow.js';
