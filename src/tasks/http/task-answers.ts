import { Injectable } from '@nestjs/common';
import { Settings } from '../../platform/config/index.js';
import { HttpAnswer } from '../../platform/http/index.js';
import { hasEnded, KindRegistry, remainingMs, type TaskView } from '../index.js';
import { listedTaskDocument } from './task-document.js';
import { taskResponse, waitHeaders } from './task-response.js';

/** Makes answers about tasks: adds the estimates to what was read. */
@Injectable()
export class TaskAnswers {
  constructor(
    private readonly kinds: KindRegistry,
    private readonly settings: Settings,
  ) {}

  /** The answer about one task, at the task's own URL or at that of the request it came from. */
  task(view: TaskView, where: 'at its own URL' | 'elsewhere'): HttpAnswer {
    const { publicUrl, retentionMs } = this.settings;
    return taskResponse(
      view,
      this.remaining(view),
      { publicUrl, elsewhere: where === 'elsewhere' },
      retentionMs,
    );
  }

  /** A page: 202 with the smallest Wait while any task in it moves, 200 when all have ended. */
  list(views: readonly TaskView[], next: string | undefined): HttpAnswer {
    const listed = views.map((view) => ({ view, remaining: this.remaining(view) }));
    const moving = listed.filter(({ view }) => !hasEnded(view.task.status));
    const headers: Record<string, string> = {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(next === undefined ? {} : { Link: `<${next}>; rel="next"` }),
      ...(moving.length === 0 ? {} : waitHeaders(Math.min(...moving.map(({ remaining }) => remaining)))),
    };
    const body = `[${listed.map(({ view, remaining }) => listedTaskDocument(view, remaining)).join(',')}]`;
    return new HttpAnswer(moving.length > 0 ? 202 : 200, headers, body);
  }

  private remaining(view: TaskView): number {
    return remainingMs(view.task, this.kinds.plan(view.task.kind), view.around, view.nowMs);
  }
}
