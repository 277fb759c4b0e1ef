import type { Arbitrary } from 'fast-check';
import type { SlotsOptions } from '../../../src/runner/slots.js';
import type { TaskJournal } from '../../../src/runner/task.journal.js';
import type { Step } from '../../../src/workflow/index.js';
import { StoreModel } from '../store.model.js';
import { type Plan, plan, smooth } from './plan.js';

/** What can be made wrong on purpose. */
export interface Variant {
  readonly store: () => StoreModel;
  readonly journal: (journal: TaskJournal) => TaskJournal;
  readonly steps: (steps: readonly Step[]) => readonly Step[];
  readonly factory: { readonly idempotent: boolean; readonly closing: boolean };
  /** What workers take the lease for, in lengths of it. */
  readonly leases: number;
  readonly slots: (options: SlotsOptions) => SlotsOptions;
  /** What happens. */
  readonly plans: Arbitrary<Plan>;
  /** Whether what was lost is delivered again. */
  readonly sweeps: boolean;
}

/** As it is. */
export const SOUND: Variant = {
  store: () => new StoreModel(),
  journal: (journal) => journal,
  steps: (steps) => steps,
  factory: { idempotent: true, closing: true },
  leases: 1,
  slots: (options) => options,
  plans: plan,
  sweeps: true,
};

/** Nothing is lost, so nothing has to be delivered again. */
export const WITHOUT_SWEEP: Variant = { ...SOUND, plans: smooth, sweeps: false };
