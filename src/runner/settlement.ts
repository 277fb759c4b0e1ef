import { Injectable } from '@nestjs/common';
import type { EventLogger } from '../platform/logging/index.js';
import { endOf, type Grant, type Task, TaskLedger, TaskQueues } from '../tasks/index.js';
import { Cancellation, type Failure, type Outcome, systemClock } from '../workflow/index.js';
import type { RunningAttempt } from './attempts.js';
import { patiently } from './patience.js';

/** A grant is taken back as long as Redis refuses writes, but no longer. Then it counts as a pickup. */
const TAKE_BACK_MS = 60_000;

/** Turns the outcome of an attempt into its last transition, where that is still to be made, and its one log line. */
@Injectable()
export class Settlement {
  constructor(
    private readonly ledger: TaskLedger,
    private readonly queues: TaskQueues,
  ) {}

  /** Writes what the outcome calls for, if anything. Errors: Interruption when the attempt may write no more. */
  settle(attempt: RunningAttempt, outcome: Outcome): Promise<void> | undefined {
    const { log } = attempt;
    switch (outcome.kind) {
      case 'finished':
        log.info('task.finished', { location: attempt.journal.location, tookMs: ageMs(attempt) });
        return;
      case 'failed':
        return this.fail(attempt, outcome);
      case 'lost':
        log.warn('task.lost');
        return;
      case 'stuck':
        log.warn('task.undo-stuck');
        return;
      case 'released':
        return this.release(attempt);
    }
  }

  private async fail(
    attempt: RunningAttempt,
    { failure, failed }: Outcome & { kind: 'failed' },
  ): Promise<void> {
    const { journal } = attempt;
    try {
      await journal.fail(failure, failed);
      tell(attempt, failure);
    } catch (error) {
      if (!(error instanceof Cancellation)) throw error;
      // It failed with nothing to undo, and was cancelled just before: then that is its end.
      await journal.fail(error.failure, failed);
      tell(attempt, error.failure);
    }
  }

  /** Takes back a grant of which nothing was begun, and has it delivered again. */
  async giveBack({ task: { id, kind, attempt } }: Grant, log: EventLogger): Promise<void> {
    await this.takeBack({ id, kind }, () => this.ledger.giveBack({ id, attempt }), log);
  }

  private async release({ journal: { holder, kind }, log }: RunningAttempt): Promise<void> {
    await this.takeBack({ id: holder.id, kind }, () => this.ledger.release(holder), log);
  }

  /** Nobody waits for it: without it the task goes on all the same, later, and with a pickup more. */
  private async takeBack(
    { id, kind }: Pick<Task, 'id' | 'kind'>,
    write: () => Promise<boolean>,
    log: EventLogger,
  ): Promise<void> {
    const late = { signal: AbortSignal.timeout(TAKE_BACK_MS) };
    try {
      const held = await patiently(write, late, systemClock);
      if (held) await this.queues.deliver(kind, id);
      log.info('task.released');
    } catch (err) {
      log.warn('task.not-released', { err });
    }
  }
}

/** Milliseconds since the task was accepted; of what came before the grant Redis' clock knows. */
function ageMs({ grant, grantedMs }: RunningAttempt): number {
  return Math.round(grant.ageMs + performance.now() - grantedMs);
}

function tell({ log }: RunningAttempt, failure: Failure): void {
  if (endOf(failure) === 'cancelled') log.info('task.cancelled');
  else log.info('task.failed', { status: failure.status, step: failure.step });
}
