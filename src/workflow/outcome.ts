import type { Failure } from './errors.js';

/** The one outcome of an attempt. */
export type Outcome =
  /** All steps are done; `step` is the last one, whose result, as JSON text, is the task's. */
  | { readonly kind: 'finished'; readonly step: string; readonly json: string }
  /** Given up, and all that could be undone is; `failed` is a step that failed without leaving an effect. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly failed: string | undefined }
  /** Another may hold the task now. */
  | { readonly kind: 'lost' }
  /** The worker shuts down; somebody goes on at once. */
  | { readonly kind: 'released' }
  /** An undo can't be done now; somebody tries again once the lease is over. */
  | { readonly kind: 'stuck' };
