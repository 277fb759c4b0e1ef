import { pause } from '../support/pause.js';
import { hasEnded, type RequestLine } from './history.js';
import type { Order } from './orders.js';
import { type Asked, ask, follow } from './requests.js';

/** Between two looks of a customer that polls. */
const POLL_MS = 250;

/** Before a customer repeats what had no answer. */
const REPEAT_MS = 150;

/** Whoever has had to come back often comes less often: else a crowd that waits keeps what it waits for from happening. */
const LONGEST_REST_MS = 10_000;
const PATIENCE = 1.3;

/** Seconds of `Prefer: wait` of a customer that waits. */
const WAIT_SECONDS = 3;

/** What a customer needs: APIs that answer, and an end of its patience. */
export interface Shop {
  /** The URL of an API, another one each time. */
  url(): string;
  /** Fires when nobody should go on asking. */
  readonly signal: AbortSignal;
  note(line: RequestLine): void;
  /** Tells that a task was accepted, so that its delivery can be doubled. */
  accepted(order: Order, task: number): void;
}

/** Orders, repeats what is safe to repeat, follows to the end, and cancels where it was meant to. */
export async function shop(order: Order, at: Shop): Promise<void> {
  if (at.signal.aborted) return;
  const task = await place(order, at);
  if (task === undefined) return;
  at.accepted(order, task);
  await Promise.all([
    watch(order, task, at),
    order.cancelAfterMs === undefined ? undefined : cancel(order, task, at),
  ]);
}

async function place(order: Order, at: Shop): Promise<number | undefined> {
  for (let n = 0; ; n += 1) {
    const prefer = order.wait === undefined ? {} : { Prefer: `wait=${order.wait}` };
    const key = order.key === undefined ? {} : { 'Idempotency-Key': order.key };
    const asked: Asked = {
      purpose: 'order',
      method: order.method,
      path: order.path,
      order: order.n,
      headers: { ...prefer, ...key },
    };
    const line = await ask(at.url(), {
      ...asked,
      ...given('json', order.json),
      ...given('key', order.key),
      ...given('wait', order.wait),
    });
    at.note(line);
    // What may have been accepted is repeated where that is safe: with a key, or where it only reads.
    const again = line.outcome === 'unknown' && (order.key !== undefined || order.method === 'GET');
    if (!again || at.signal.aborted) return line.task;
    await pause(restMs(REPEAT_MS, n), at.signal);
  }
}

async function watch(order: Order, task: number, at: Shop): Promise<void> {
  if (order.following === 'forget') return;
  const path = `/tasks/${task}`;
  const first = order.following === 'poll' ? POLL_MS : REPEAT_MS;
  for (let n = 0; !at.signal.aborted; n += 1) {
    const line = await look(order, path, at);
    at.note(line);
    if (line.seen.some((seen) => hasEnded(seen))) return;
    await pause(restMs(first, n), at.signal);
  }
}

async function look(order: Order, path: string, at: Shop): Promise<RequestLine> {
  const asked = { method: 'GET', path, order: order.n, headers: {} };
  if (order.following === 'stream') return follow(at.url(), { ...asked, purpose: 'stream' }, at.signal);
  if (order.following === 'poll') return ask(at.url(), { ...asked, purpose: 'task' });
  const headers = { Prefer: `wait=${WAIT_SECONDS}` };
  return ask(at.url(), { ...asked, purpose: 'wait', wait: WAIT_SECONDS, headers });
}

async function cancel(order: Order, task: number, at: Shop): Promise<void> {
  await pause(order.cancelAfterMs ?? 0, at.signal);
  for (let n = 0; ; n += 1) {
    const line = await ask(at.url(), {
      purpose: 'cancel',
      method: 'DELETE',
      path: `/tasks/${task}`,
      order: order.n,
      headers: {},
    });
    at.note(line);
    if (line.outcome !== 'unknown' || at.signal.aborted) return;
    await pause(restMs(REPEAT_MS, n), at.signal);
  }
}

function restMs(first: number, n: number): number {
  return Math.min(first * PATIENCE ** n, LONGEST_REST_MS);
}

function given<K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, V>);
}
