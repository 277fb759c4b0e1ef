import { Injectable } from '@nestjs/common';
import { TaskLedger, TaskQueues } from '../tasks/index.js';
import type { Outcome } from '../workflow/index.js';
import type { RunningAttempt } from './attempts.js';
import { WorkflowRegistry } from './workflow.registry.js';

/** Turns the outcome of an attempt into its one transition and its one log line. */
@Injectable()
export class Settlement {
  constructor(
    private readonly ledger: TaskLedger,
    private readonly queues: TaskQueues,
    private readonly workflows: WorkflowRegistry,
  ) {}

  /** Writes what the outcome calls for. Errors: Interruption when the attempt may write no more. */
  async settle(attempt: RunningAttempt, outcome: Outcome): Promise<void> {
    const { journal, log } = attempt;
    switch (outcome.kind) {
      case 'finished': {
        const location = this.locationOf(attempt, outcome.json);
        await journal.finish(outcome.step, outcome.json, location);
        log.info('task.finished', { location });
        return;
      }
      case 'failed':
        await journal.fail(outcome.failure, outcome.failed);
        log.info('task.failed', { status: outcome.failure.status, step: outcome.failure.step });
        return;
      case 'lost':
        log.warn('task.lost');
        return;
      case 'stuck':
        log.warn('task.undo-stuck');
        return;
      case 'released':
        await this.release(attempt);
        log.info('task.released');
    }
  }

  private locationOf({ grant }: RunningAttempt, json: string): string | undefined {
    const { kind } = this.workflows.get(grant.task.kind);
    return kind.options.creates?.(JSON.parse(json) as never);
  }

  private async release({ grant, journal }: RunningAttempt): Promise<void> {
    const { id, kind } = grant.task;
    const delivery = await this.ledger.release(journal.holder);
    if (delivery > 0) await this.queues.enqueue(kind, id, delivery);
  }
}
