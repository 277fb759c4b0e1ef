import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { principalOf } from '../../platform/auth/index.js';
import {
  type Answer,
  type EventStream,
  EventStreams,
  HttpAnswer,
  ProblemError,
  StreamAnswer,
  UNAVAILABLE,
} from '../../platform/http/index.js';
import { StoreUnavailableError } from '../../platform/redis/index.js';
import { hasEnded, type TaskView } from '../index.js';
import { type Hold, HeldRequests, type Refusal } from './held-requests.js';
import { ListFollower } from './list-follower.js';
import type { ListQuery } from './list-query.js';
import { TaskFollower } from './task-follower.js';
import { TOO_MANY_STREAMS } from './tasks.problems.js';

const VARY = { Vary: 'Accept, Prefer' };

/** Streams end by themselves now and then; it is worth asking again soon. */
const RETRY_AFTER = { 'Retry-After': '5' };

/** Answers with streams of events, within the limits of what a process holds. */
@Injectable()
export class TaskStreams {
  constructor(
    private readonly held: HeldRequests,
    private readonly streams: EventStreams,
    private readonly task: TaskFollower,
    private readonly list: ListFollower,
  ) {}

  /**
   * A task's document and each change of it, until it ends. An EventSource connects again when a stream ends; one that
   * has had the end already is answered 204, which stops it.
   *
   * Errors: ProblemError 429, 503 over the limits.
   */
  ofTask(view: TaskView, request: Request, response: ServerResponse): Answer {
    const { status, version } = view.task;
    if (hasEnded(status) && request.headers['last-event-id'] === String(version)) {
      return new HttpAnswer(204, { ...VARY, 'Cache-Control': 'no-store', 'Task-Status': status }, '');
    }
    const headers = { ...VARY, 'Task-Status': status };
    return this.stream(request, response, headers, (stream, signal) =>
      this.task.follow(view, stream, signal),
    );
  }

  /** The tasks of a page, then each change of a task that matches its filter. Errors: as `ofTask`. */
  ofList(query: ListQuery, request: Request, response: ServerResponse): Answer {
    return this.stream(request, response, { Vary: 'Accept' }, (stream, signal) =>
      this.list.follow(principalOf(request).sees, query, stream, signal),
    );
  }

  private stream(
    request: Request,
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    follow: (stream: EventStream, signal: AbortSignal) => Promise<void>,
  ): Answer {
    const hold = admitted(this.held.admit('stream', request, response));
    return new StreamAnswer(async () => {
      const stream = this.streams.begin(response, headers);
      try {
        if (request.method !== 'HEAD') await follow(stream, hold.signal);
        stream.end();
      } catch (error) {
        // What could not begin to listen can not go on; its reader comes again.
        stream.cut();
        if (!(error instanceof StoreUnavailableError)) throw error;
      } finally {
        hold.release();
      }
    });
  }
}

function admitted(hold: Hold | Refusal): Hold {
  if (typeof hold !== 'string') return hold;
  throw hold === 'too many'
    ? new ProblemError(UNAVAILABLE, { detail: 'Too many streams are open.', headers: RETRY_AFTER })
    : new ProblemError(TOO_MANY_STREAMS, {
        detail: 'Too many streams of this client are open; close some.',
        headers: RETRY_AFTER,
      });
}
