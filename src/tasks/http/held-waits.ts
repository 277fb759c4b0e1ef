import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Settings } from '../../platform/config/index.js';
import { type Expectation, hasEnded, TaskReplies, type TaskView, TaskWaits, type Waited } from '../index.js';
import { HeldRequests } from './held-requests.js';
import { preferenceOf } from './prefer.js';
import { TaskAnswers } from './task-answers.js';

/** A task as it is to be answered, and which of the client's preferences were honoured. */
export interface Awaited {
  readonly view: TaskView;
  /** The value of Preference-Applied; empty where none was. */
  readonly applied: string;
}

/** Who waits. */
interface Asker {
  readonly request: Request;
  readonly response: ServerResponse;
}

/** A task that is expected to end within this is waited for without being asked: a quick read then takes two requests. */
const NEARLY_DONE_MS = 100;

/** Holds answers about tasks as long as their clients prefer (RFC 7240), and no longer than they stay. */
@Injectable()
export class HeldWaits {
  constructor(
    private readonly waits: TaskWaits,
    private readonly replies: TaskReplies,
    private readonly held: HeldRequests,
    private readonly answers: TaskAnswers,
    private readonly settings: Settings,
  ) {}

  /** Expects the end of a task that a request is about to make with this uid, where its client would wait for that. */
  expected({ headers }: Request, uid: string): Expectation | undefined {
    const waits = headers['prefer'] !== undefined && (preferenceOf(headers['prefer']).waitSeconds ?? 0) > 0;
    return waits ? this.replies.expect(uid) : undefined;
  }

  /** Expects it no longer. */
  forget(expected: Expectation | undefined): void {
    if (expected !== undefined) this.replies.forget(expected);
  }

  /**
   * Waits for a task's end as its client prefers. A wait beyond the limits is not honoured: the answer is 202, at once. Nearly all prefer
   * nothing, and are answered without a promise.
   */
  asPreferred(
    view: TaskView,
    request: Request,
    response: ServerResponse,
    expected?: Expectation,
  ): Awaited | Promise<Awaited> {
    const { prefer } = request.headers;
    return prefer === undefined
      ? { view, applied: '' }
      : this.preferred(view, prefer, { request, response }, expected);
  }

  /** The same, and also waits a moment for a task that is nearly done. */
  asPreferredOrNearlyDone(
    view: TaskView,
    request: Request,
    response: ServerResponse,
  ): Awaited | Promise<Awaited> {
    const { prefer } = request.headers;
    if (prefer !== undefined) return this.preferred(view, prefer, { request, response });
    if (hasEnded(view.task.status) || !this.answers.endsWithin(view, NEARLY_DONE_MS)) {
      return { view, applied: '' };
    }
    return this.hold(view, NEARLY_DONE_MS, { request, response }).then((waited) => ({
      view: waited.view,
      applied: '',
    }));
  }

  private async preferred(
    view: TaskView,
    prefer: string | readonly string[],
    asker: Asker,
    expected?: Expectation,
  ): Promise<Awaited> {
    const { waitSeconds, respondAsync } = preferenceOf(prefer);
    const ms = Math.min((waitSeconds ?? 0) * 1000, this.settings.waitMaxMs);
    const waited = await this.hold(view, ms, asker, expected);
    const applied = respondAsync && !hasEnded(waited.view.task.status) ? ['respond-async'] : [];
    if (waitSeconds !== undefined && waited.inFull) applied.push(`wait=${Math.floor(ms / 1000)}`);
    return { view: waited.view, applied: applied.join(', ') };
  }

  private async hold(
    view: TaskView,
    ms: number,
    { request, response }: Asker,
    expected?: Expectation,
  ): Promise<Waited> {
    if (hasEnded(view.task.status) || ms === 0) return { view, inFull: true };
    const hold = this.held.admit('wait', request, response);
    if (typeof hold === 'string') return { view, inFull: false };
    try {
      return await this.waits.untilEnded(view, ms, hold.signal, expected);
    } finally {
      hold.release();
    }
  }
}
