import { HttpAnswer } from '../../platform/http/index.js';
import { type TaskView, waitSeconds } from '../index.js';
import { taskDocument } from './task-document.js';

/** Where an answer about a task is given. */
export interface ResponsePlace {
  /** Put before every path the answer names; empty for relative ones. */
  readonly publicUrl: string;
  /** True where the URL asked for was not the task's own, so that the body's must be told. */
  readonly elsewhere: boolean;
}

/** How long a client may keep the document of a task that ended well: far shorter than any retention, since it is cheap to ask. */
const ENDED_MAX_AGE_SECONDS = 60;

/**
 * Maps a task to the answer its state deserves: the whole protocol of following a task on one screen.
 *
 * Units:  `remaining` in milliseconds, as estimated; `retentionMs` bounds how long an answer may be kept.
 * Source: PROTOCOL.md, "Following a task"; RFC 9110 sections 8.7 (Content-Location), 8.8.3 (ETag), 10.2.3 (Retry-After).
 */
export function taskResponse(
  view: TaskView,
  remaining: number,
  place: ResponsePlace,
  retentionMs: number,
): HttpAnswer {
  const { task } = view;
  const self = `${place.publicUrl}/tasks/${task.id}`;
  const headers: Record<string, string> = {
    'Content-Type': 'application/json; charset=utf-8',
    'Task-Status': task.status,
    'Cache-Control': 'no-store',
    ETag: entityTag(task.version),
  };
  if (place.elsewhere) Object.assign(headers, { 'Content-Location': self, Vary: 'Prefer' });
  const answer = (status: number): HttpAnswer =>
    new HttpAnswer(status, headers, taskDocument(view, remaining));

  switch (task.status) {
    case 'queued':
    case 'active':
      Object.assign(headers, { Location: self }, waitHeaders(remaining));
      return answer(202);
    case 'finished':
      if (!place.elsewhere) headers['Cache-Control'] = `private, max-age=${maxAge(retentionMs)}`;
      if (task.location === undefined) return answer(200);
      headers['Location'] = `${place.publicUrl}${task.location}`;
      return answer(201);
    case 'failed':
    case 'cancelled':
      return answer(task.error?.status ?? 500);
  }
}

/** The advice when to ask again, for clients of ours and for those that know only the standard. */
export function waitHeaders(remaining: number): Record<string, string> {
  const seconds = waitSeconds(remaining);
  return { Wait: String(seconds), 'Retry-After': String(Math.max(1, seconds)) };
}

/** A document's tag: the version of its record. Weak, since eta moves without the record. */
export function entityTag(version: number): string {
  return `W/"${version}"`;
}

function maxAge(retentionMs: number): number {
  return Math.min(ENDED_MAX_AGE_SECONDS, Math.floor(retentionMs / 1000));
}
