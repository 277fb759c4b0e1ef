import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ORDER } from './client.mjs';
import { send } from './http.mjs';

const TICK_MS = 10;

/** Seconds of `Prefer: wait` of those who wait. */
const WAIT_SECONDS = 2;

/** What is asked for in turn: as many orders as all else. */
const TURNS = ['order', 'task', 'order', 'list', 'order', 'wait', 'order', 'task'];

/** A steady load of requests of every kind, by rate and whatever becomes of them; it keeps what came of each. */
export class Traffic {
  #agent;
  #urls;
  #open = new Set();
  #sending;
  #on = true;
  /** Where all look who follow a task. */
  #latest = '/tasks/1';
  /** `{ kind, at, ms, status }`, times in milliseconds, and what an order was told its task is. No answer has status 0. */
  answers = [];

  constructor(agent, urls) {
    this.#agent = agent;
    this.#urls = urls;
  }

  /** Begins to send so many requests a second. */
  start(rate) {
    this.#sending = this.#send(rate);
  }

  /** Sends no more, and waits for what is still open. */
  async stop() {
    this.#on = false;
    await this.#sending;
    await Promise.all(this.#open);
  }

  async #send(rate) {
    const began = performance.now();
    for (let sent = 0; this.#on; await delay(TICK_MS)) {
      for (const due = ((performance.now() - began) / 1000) * rate; sent < due; sent += 1) {
        const asked = this.#ask(TURNS[sent % TURNS.length], this.#urls[sent % this.#urls.length]);
        this.#open.add(asked);
        asked.finally(() => this.#open.delete(asked));
      }
    }
  }

  async #ask(kind, url) {
    const at = Date.now();
    const began = performance.now();
    const { status, headers = {} } = await this.#request(kind, url).catch(() => ({ status: 0 }));
    const task = kind === 'order' && status === 202 ? headers.location : undefined;
    if (task !== undefined) this.#latest = task;
    this.answers.push({ kind, at, ms: performance.now() - began, status, task });
  }

  #request(kind, url) {
    if (kind === 'list') return send(this.#agent, `${url}/tasks`);
    if (kind === 'task') return send(this.#agent, `${url}${this.#latest}`);
    if (kind === 'wait')
      return send(this.#agent, `${url}${this.#latest}`, { headers: { Prefer: `wait=${WAIT_SECONDS}` } });
    const headers = { 'Idempotency-Key': randomUUID() };
    return send(this.#agent, `${url}/cars`, { method: 'POST', body: ORDER, headers });
  }
}
