import { HttpAnswer, PROBLEM_JSON } from '../../platform/http/index.js';
import type { Estimate, TaskView } from '../index.js';
import { taskDocument } from './task-document.js';
import { addWait, JSON_UTF8, lifetime, taskHeaders, taskPath } from './task-response.js';

/**
 * The answer at a task's `/result`: 202 with the task while it moves, then exactly what a synchronous API would have
 * answered, body included.
 *
 * Units:  `retentionMs` in milliseconds.
 * Source: PROTOCOL.md, "Following a task"; RFC 9457 (a failure's body).
 */
export function resultResponse(
  view: TaskView,
  estimate: Estimate,
  publicUrl: string,
  retentionMs: number,
): HttpAnswer {
  const { task } = view;
  const self = taskPath(task, publicUrl);
  const headers = taskHeaders(task);
  switch (task.status) {
    case 'queued':
    case 'active':
      headers['Location'] = `${self}/result`;
      headers['Content-Location'] = self;
      addWait(headers, estimate.waitSeconds);
      return new HttpAnswer(202, headers, taskDocument(view, estimate.remainingMs));
    case 'finished': {
      headers['Content-Type'] = JSON_UTF8;
      headers['Cache-Control'] = lifetime(retentionMs);
      if (task.location !== undefined) headers['Location'] = `${publicUrl}${task.location}`;
      return new HttpAnswer(task.location === undefined ? 200 : 201, headers, task.result ?? '{}');
    }
    case 'failed':
    case 'cancelled': {
      headers['Content-Type'] = PROBLEM_JSON;
      const body = JSON.stringify({ ...task.error, instance: `/tasks/${task.id}/result` });
      return new HttpAnswer(task.error?.status ?? 500, headers, body);
    }
  }
}
