import { HttpAnswer, ProblemError } from '../../platform/http/index.js';
import type { Estimate, TaskView } from '../index.js';
import { taskDocument } from './task-document.js';
import { addWait, taskHeaders, taskPath } from './task-response.js';
import { NO_SUCH_CANCELLATION, NOT_CANCELLABLE } from './tasks.problems.js';

/**
 * The answer to whoever asked for a cancel, at once or later at `/cancellation`: 202 while the task is undone, 200 once it
 * is cancelled. `where` is what the URL asked for names: at the task's own, the body needs no Content-Location.
 *
 * Errors: ProblemError 409 where the task ended otherwise, 404 where nobody asked.
 * Source: PROTOCOL.md, "Cancelling".
 */
export function cancellationResponse(
  view: TaskView,
  estimate: Estimate,
  publicUrl: string,
  where: 'task' | 'cancellation',
): HttpAnswer {
  const { task } = view;
  if (!task.cancelAsked) {
    throw new ProblemError(NO_SUCH_CANCELLATION, { detail: `Nobody asked to cancel task ${task.id}.` });
  }
  const self = taskPath(task, publicUrl);
  const headers = taskHeaders(task);
  if (where === 'cancellation') headers['Content-Location'] = self;
  switch (task.status) {
    case 'queued':
    case 'active':
      headers['Location'] = `${self}/cancellation`;
      addWait(headers, estimate.waitSeconds);
      return new HttpAnswer(202, headers, taskDocument(view, estimate.remainingMs));
    case 'cancelled':
      return new HttpAnswer(200, headers, taskDocument(view, estimate.remainingMs));
    case 'finished':
    case 'failed':
      throw new ProblemError(NOT_CANCELLABLE, {
        detail: `Task ${task.id} has ${task.status}; that can not be cancelled any more.`,
        headers: { 'Task-Status': task.status },
      });
  }
}
