import { HttpAnswer } from '../../platform/http/index.js';
import type { Estimate, Task, TaskView } from '../index.js';
import { taskDocument } from './task-document.js';

/** Where and how an answer about a task is given. */
export interface ResponsePlace {
  /** Put before every path the answer names; empty for relative ones. */
  readonly publicUrl: string;
  /** True where the URL asked for was not the task's own, so that the body's must be told. */
  readonly elsewhere: boolean;
  /** The client's preferences that were honoured, where some were. */
  readonly applied?: string;
}

/** How long a client may keep the document of a task that ended well: far shorter than any retention, since it is cheap to ask. */
const ENDED_MAX_AGE_SECONDS = 60;

export const JSON_UTF8 = 'application/json; charset=utf-8';

/**
 * Maps a task to the answer its state deserves: the whole protocol of following a task on one screen.
 *
 * Units:  `retentionMs` in milliseconds bounds how long an answer may be kept.
 * Source: PROTOCOL.md, "Following a task"; RFC 9110 sections 8.7 (Content-Location), 8.8.3 (ETag), 10.2.3 (Retry-After),
 *         12.5.5 (Vary); RFC 7240 section 3 (Preference-Applied).
 */
export function taskResponse(
  view: TaskView,
  estimate: Estimate,
  place: ResponsePlace,
  retentionMs: number,
): HttpAnswer {
  const { task } = view;
  const self = taskPath(task, place.publicUrl);
  const headers = taskHeaders(task);
  addPlace(headers, place, self);
  const answer = (status: number): HttpAnswer =>
    new HttpAnswer(status, headers, taskDocument(view, estimate.remainingMs));

  switch (task.status) {
    case 'queued':
    case 'active':
      headers['Location'] = self;
      addWait(headers, estimate.waitSeconds);
      return answer(202);
    case 'finished':
      if (!place.elsewhere) headers['Cache-Control'] = lifetime(retentionMs);
      if (task.location === undefined) return answer(200);
      headers['Location'] = `${place.publicUrl}${task.location}`;
      return answer(201);
    case 'failed':
    case 'cancelled':
      return answer(task.error?.status ?? 500);
  }
}

function addPlace(headers: HeaderFields, { elsewhere, applied = '' }: ResponsePlace, self: string): void {
  headers['Vary'] = elsewhere ? 'Prefer' : 'Accept, Prefer';
  if (elsewhere) headers['Content-Location'] = self;
  if (applied !== '') headers['Preference-Applied'] = applied;
}

/**
 * Headers of an answer that is being made. One after another is added to them: to make them from others with a spread or
 * Object.assign gave each answer hidden classes of its own, which V8 keeps until a full collection.
 */
export type HeaderFields = Record<string, string>;

/** What every answer about a task says of it. */
export function taskHeaders({ status, version }: Task): HeaderFields {
  return {
    'Content-Type': JSON_UTF8,
    'Task-Status': status,
    'Cache-Control': 'no-store',
    ETag: entityTag(version),
  };
}

/** Where a task is. */
export function taskPath({ id }: Task, publicUrl: string): string {
  return `${publicUrl}/tasks/${id}`;
}

/** Adds the advice when to ask again, for clients of ours and for those that know only the standard. */
export function addWait(headers: HeaderFields, seconds: number): void {
  headers['Wait'] = String(seconds);
  headers['Retry-After'] = String(Math.max(1, seconds));
}

/** How long a client may keep what ended well: no longer than it can be read. */
export function lifetime(retentionMs: number): string {
  return `private, max-age=${Math.min(ENDED_MAX_AGE_SECONDS, Math.floor(retentionMs / 1000))}`;
}

/** A document's tag: the version of its record. Weak, since eta moves without the record. */
function entityTag(version: number): string {
  return `W/"${version}"`;
}
