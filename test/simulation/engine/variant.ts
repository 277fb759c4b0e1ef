import type { TaskJournal } from '../../../src/runner/task.journal.js';
import type { Step } from '../../../src/workflow/index.js';
import { StoreModel } from '../store.model.js';

/** What can be made wrong on purpose. */
export interface Variant {
  readonly store: () => StoreModel;
  readonly journal: (journal: TaskJournal) => TaskJournal;
  readonly steps: (steps: readonly Step[]) => readonly Step[];
  readonly factory: { readonly idempotent: boolean; readonly closing: boolean };
  /** What workers take the lease for, in lengths of it. */
  readonly leases: number;
}

/** As it is. */
export const SOUND: Variant = {
  store: () => new StoreModel(),
  journal: (journal) => journal,
  steps: (steps) => steps,
  factory: { idempotent: true, closing: true },
  leases: 1,
};
