import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { KindRegistry, slotsOf, WorkerName } from '../tasks/index.js';

/** What this worker serves, and what it is called. */
@Injectable()
export class Served {
  readonly worker: string;
  /** The kinds of task that it takes. */
  readonly kinds: readonly string[];
  /** The same, with the names of their steps in this version. */
  readonly plans: readonly { readonly kind: string; readonly steps: readonly string[] }[];
  /** How many tasks of a kind it runs at once. */
  readonly concurrency: number;
  /** How many of these are of one partition. */
  readonly slots: number;
  readonly partitions: number;

  /** Errors: throws when WORKER_KINDS names a kind that does not exist. */
  constructor(kinds: KindRegistry, settings: Settings, { text }: WorkerName) {
    const unknown = settings.workerKinds.filter((name) => !kinds.names.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `WORKER_KINDS: "${unknown.join(',')}" is not allowed; all, or some of ${kinds.names.join(', ')}`,
      );
    }
    this.worker = text;
    this.kinds = settings.workerKinds.length > 0 ? settings.workerKinds : kinds.names;
    this.plans = this.kinds.map((kind) => ({ kind, steps: kinds.stepNames(kind) }));
    this.concurrency = settings.workerConcurrency;
    this.slots = slotsOf(settings);
    this.partitions = settings.taskPartitions;
  }
}
