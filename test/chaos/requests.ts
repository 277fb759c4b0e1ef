import { createHash } from 'node:crypto';
import { EventReader } from '../support/event-reader.js';
import { pause } from '../support/pause.js';
import type { TaskDocument } from '../support/task-document.js';
import { exchange, type Received } from './exchange.js';
import { hasEnded, type Purpose, type RequestLine, type Seen } from './history.js';

/** What is asked for. */
export interface Asked {
  readonly purpose: Purpose;
  readonly method: string;
  readonly path: string;
  readonly order: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly key?: string;
  readonly wait?: number;
}

/** Sends a request; the line says what came of it, whatever that is. */
export async function ask(base: string, asked: Asked): Promise<RequestLine> {
  const { headers, json, ...told } = asked;
  const from = Date.now();
  try {
    const received = await exchange(new URL(asked.path, base), {
      method: asked.method,
      headers: { ...headers, ...(json === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return { ...told, client: 'customer', ...heard(received, from) };
  } catch (error) {
    return {
      ...told,
      client: 'customer',
      from,
      to: Date.now(),
      outcome: 'unknown',
      error: String(error),
      seen: [],
    };
  }
}

type Heard = Pick<
  RequestLine,
  'from' | 'to' | 'outcome' | 'status' | 'contentType' | 'task' | 'problem' | 'seen'
>;

function heard({ status, headers, text }: Received, from: number): Heard {
  const to = Date.now();
  const contentType = headers['content-type'] ?? '';
  const body = text === '' ? {} : (JSON.parse(text) as Partial<TaskDocument> & { readonly type?: string });
  const problem = contentType.includes('problem') ? { problem: body.type ?? '' } : {};
  const common = { from, to, status, contentType, ...problem };
  if (body.task_id === undefined) return { ...common, outcome: outcomeOf(status), seen: [] };
  const seen = [seenOf(body as TaskDocument, text, headers.etag, { from, to })];
  return { ...common, outcome: 'ok', task: body.task_id, seen };
}

/** Of an answer without a task. */
function outcomeOf(status: number): RequestLine['outcome'] {
  if (status === 503) return 'unknown';
  return status < 400 ? 'ok' : 'failed';
}

/** Reads a stream to its end, as far as that comes before the signal. */
export async function follow(base: string, asked: Asked, signal: AbortSignal): Promise<RequestLine> {
  const { headers: _, ...told } = asked;
  const from = Date.now();
  try {
    const reader = await EventReader.open(new URL(asked.path, base).href);
    while (reader.end === undefined && !signal.aborted) await pause(50, signal);
    reader.close();
    const to = Date.now();
    const seen = reader.events.map(({ task, id }) => ({ ...seenIn(task, from, to), version: Number(id) }));
    const last = seen.at(-1);
    const outcome = last !== undefined && hasEnded(last) ? 'ok' : 'unknown';
    const { status } = reader.response;
    const end = reader.end === undefined ? {} : { end: reader.end };
    return { ...told, client: 'customer', from, to, outcome, status, ...end, seen };
  } catch (error) {
    return {
      ...told,
      client: 'customer',
      from,
      to: Date.now(),
      outcome: 'unknown',
      error: String(error),
      seen: [],
    };
  }
}

interface When {
  readonly from: number;
  readonly to: number;
}

function seenOf(document: TaskDocument, text: string, etag: string | undefined, { from, to }: When): Seen {
  const version = Number(/^W\/"(\d+)"$/.exec(etag ?? '')?.[1]);
  const ended = hasEnded(document) ? { digest: createHash('sha256').update(text).digest('base64url') } : {};
  return { ...seenIn(document, from, to), ...(version > 0 ? { version } : {}), ...ended };
}

function seenIn(
  { task_id: task, status, progress, eta, workflow }: TaskDocument,
  from: number,
  to: number,
): Seen {
  return { task, status, progress, eta, workflow, from, to };
}
