import type { Failure } from './errors.js';

/** The one outcome of an attempt. */
export type Outcome =
  /** All steps are done, and the journal has the result. */
  | { readonly kind: 'finished' }
  /** Given up or cancelled, and all that could be undone is; `failed` is a step that failed without leaving an effect. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly failed: string | undefined }
  /** Another may hold the task now. */
  | { readonly kind: 'lost' }
  /** The worker shuts down; somebody goes on at once. */
  | { readonly kind: 'released' }
  /** An undo can't be done now; somebody tries again once the lease is over. */
  | { readonly kind: 'stuck' };
