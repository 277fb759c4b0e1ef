import { eventually } from './eventually.js';
import type { TaskDocument } from './task-document.js';

/** What was answered, body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  /** The body's JSON; undefined where there is none. */
  readonly body: unknown;
}

/** A task followed to its end. */
export interface Followed {
  /** The answer that was no 202. */
  readonly answer: Answer;
  readonly task: TaskDocument;
  /** Every document seen, the last one included. */
  readonly seen: readonly TaskDocument[];
}

/** What a test customer orders. */
export const MUSTANG = { brand: 'Ford', make: 'Mustang', model: 2014, color: 'Blue' };

/** What a client of the API does. */
export class Client {
  constructor(readonly url: string) {}

  /** Sends a request. An object as body is sent as JSON; a text as it is. */
  async send(
    method: string,
    path: string,
    init: RequestInit & { readonly json?: unknown } = {},
  ): Promise<Answer> {
    const { json, headers, ...rest } = init;
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: 'manual',
      headers: { ...(json === undefined ? {} : { 'Content-Type': 'application/json' }), ...plain(headers) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...rest,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  async post(path: string, json: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('POST', path, { json, headers });
  }

  /** Orders a car; answers the path of its task. Errors: throws unless it was accepted. */
  async order(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return accepted(await this.post('/cars', { ...MUSTANG, ...changes }));
  }

  /** Reads a task's document, whatever its state. */
  async task(location: string): Promise<TaskDocument> {
    return (await this.get(location)).body as TaskDocument;
  }

  /** Follows a task for as long as it is answered with 202, or the service is away. Errors: the last answer, once the time is up. */
  async follow(location: string, withinMs?: number): Promise<Followed> {
    const seen: TaskDocument[] = [];
    const answer = await eventually(async () => {
      const got = await this.get(location);
      if (got.status === 503) throw new Error(`the service is away: ${got.text}`);
      seen.push(got.body as TaskDocument);
      if (got.status === 202) throw new Error(`${location} still moves: ${got.text}`);
      return got;
    }, withinMs);
    return { answer, task: answer.body as TaskDocument, seen };
  }

  /** Waits until a step of a task is in a state. */
  async step(location: string, step: string, status: string): Promise<TaskDocument> {
    return eventually(async () => {
      const task = await this.task(location);
      if (task.workflow[step] !== status)
        throw new Error(`${step} is not ${status}: ${JSON.stringify(task)}`);
      return task;
    });
  }

  /** Orders, follows, and answers the end. */
  async make(path: string, json: unknown): Promise<Followed> {
    return this.follow(accepted(await this.post(path, json)));
  }
}

/** The path of an accepted request's task. Errors: throws for any other answer. */
export function accepted({ status, headers, text }: Answer): string {
  const location = headers.get('Location');
  if (status !== 202 || location === null) throw new Error(`not accepted: ${status} ${text}`);
  return location;
}

/** What a poller may never see: a status or a percentage that moved back. */
export function backwardMoves(seen: readonly TaskDocument[]): readonly string[] {
  const order = ['queued', 'active'];
  const rank = ({ status }: TaskDocument): number =>
    order.includes(status) ? order.indexOf(status) : order.length;
  const faults: string[] = [];
  for (const [index, now] of seen.slice(1).entries()) {
    const before = seen[index] ?? now;
    if (now.progress < before.progress) faults.push(`progress ${before.progress} to ${now.progress}`);
    if (rank(now) < rank(before)) faults.push(`${before.status} to ${now.status}`);
  }
  return faults;
}

function plain(headers: RequestInit['headers']): Record<string, string> {
  return Object.fromEntries(new Headers(headers).entries());
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
