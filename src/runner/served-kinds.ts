import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/index.js';
import { KindRegistry } from '../tasks/index.js';

/** The kinds of task that this worker takes. */
@Injectable()
export class ServedKinds {
  readonly names: readonly string[];

  /** Errors: throws when WORKER_KINDS names a kind that does not exist. */
  constructor(kinds: KindRegistry, settings: Settings) {
    const unknown = settings.workerKinds.filter((name) => !kinds.names.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `WORKER_KINDS: "${unknown.join(',')}" is not allowed; all, or some of ${kinds.names.join(', ')}`,
      );
    }
    this.names = settings.workerKinds.length > 0 ? settings.workerKinds : kinds.names;
  }
}
