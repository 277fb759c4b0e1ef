import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { HttpAnswer } from '../../platform/http/index.js';
import {
  type Estimate,
  estimateOf,
  hasEnded,
  KindRegistry,
  rememberingLast,
  type TaskView,
} from '../index.js';
import { cancellationResponse } from './cancellation-response.js';
import { resultResponse } from './result-response.js';
import { listedTaskDocument, taskDocument } from './task-document.js';
import { addWait, type HeaderFields, JSON_UTF8, taskResponse } from './task-response.js';

/** Makes answers about tasks: adds the estimates to what was read. */
@Injectable()
export class TaskAnswers {
  /** What is asked first is whether a task is nearly done, and then what to tell of it. */
  private readonly estimate = rememberingLast((view: TaskView): Estimate =>
    estimateOf(view.task, this.kinds.plan(view.task.kind), view.around, view.nowMs),
  );

  constructor(
    private readonly kinds: KindRegistry,
    private readonly settings: Settings,
  ) {}

  /** The answer about one task, at its own URL or at that of the request it came from. `applied`: preferences honoured. */
  task(view: TaskView, where: 'at its own URL' | 'elsewhere', applied = ''): HttpAnswer {
    const { publicUrl, retentionMs } = this.settings;
    const place = { publicUrl, elsewhere: where === 'elsewhere', applied };
    return taskResponse(view, this.estimate(view), place, retentionMs);
  }

  /** The answer at a task's `/result`. */
  result(view: TaskView): HttpAnswer {
    const { publicUrl, retentionMs } = this.settings;
    return resultResponse(view, this.estimate(view), publicUrl, retentionMs);
  }

  /** The answer to whoever asked for a cancel. Errors: ProblemError 404, 409. */
  cancellation(view: TaskView, where: 'task' | 'cancellation'): HttpAnswer {
    return cancellationResponse(view, this.estimate(view), this.settings.publicUrl, where);
  }

  /** The task document alone. */
  document(view: TaskView): string {
    return taskDocument(view, this.estimate(view).remainingMs);
  }

  /** The document of a task in a list. */
  listed(view: TaskView): string {
    return listedTaskDocument(view, this.estimate(view).remainingMs);
  }

  /** Whether a task is expected to end so soon; never where no worker is there to end it. */
  endsWithin(view: TaskView, ms: number): boolean {
    return view.around.workers > 0 && this.estimate(view).remainingMs <= ms;
  }

  /** A page: 202 with the smallest Wait while any task in it moves, 200 when all have ended. */
  list(views: readonly TaskView[], next: string | undefined): HttpAnswer {
    const listed = views.map((view) => ({ view, estimate: this.estimate(view) }));
    const moving = listed.filter(({ view }) => !hasEnded(view.task.status));
    const headers: HeaderFields = {
      'Content-Type': JSON_UTF8,
      'Cache-Control': 'no-store',
      Vary: 'Accept',
    };
    if (next !== undefined) headers['Link'] = `<${this.settings.publicUrl}${next}>; rel="next"`;
    if (moving.length > 0) addWait(headers, Math.min(...moving.map(({ estimate }) => estimate.waitSeconds)));
    const body = `[${listed.map(({ view, estimate }) => listedTaskDocument(view, estimate.remainingMs)).join(',')}]`;
    return new HttpAnswer(moving.length > 0 ? 202 : 200, headers, body);
  }
}
