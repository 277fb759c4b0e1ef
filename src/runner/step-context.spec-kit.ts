import type { StepContext } from '../workflow/index.js';

/** What a step is given where nothing of it matters. */
export const context: StepContext<unknown, unknown> = {
  input: {},
  results: {},
  taskId: 1,
  uid: 'u',
  attempt: 1,
  signal: new AbortController().signal,
  progress: () => undefined,
};
