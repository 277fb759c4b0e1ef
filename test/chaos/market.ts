import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import { pause } from '../support/pause.js';
import { shop } from './customers.js';
import { Doubler } from './doubler.js';
import type { Fleet } from './fleet.js';
import type { PageWalk, RequestLine } from './history.js';
import type { Order } from './orders.js';
import { walkPages } from './page-walker.js';

/** Who still waits when all tasks have ended has what it waits for within this, or never will. */
const LAST_ANSWERS_MS = 10_000;

/** All that customers saw. */
export interface Seen {
  readonly requests: readonly RequestLine[];
  readonly walks: readonly PageWalk[];
}

/** Customers that order and follow, and one that walks through the list, until it closes. */
export class Market {
  private readonly requests: RequestLine[] = [];
  private readonly patience = new AbortController();
  private readonly twice: Doubler;
  private customers: Promise<unknown> = Promise.resolve();
  private walking: Promise<readonly PageWalk[]> = Promise.resolve([]);
  private turn = 0;

  constructor(
    private readonly fleet: Fleet,
    redis: Redis,
  ) {
    this.twice = new Doubler(redis);
    setMaxListeners(0, this.patience.signal);
  }

  /** The APIs in turn, as a balancer has them. */
  readonly url = (): string => {
    const { urls } = this.fleet;
    this.turn += 1;
    return urls[this.turn % Math.max(1, urls.length)] ?? 'http://127.0.0.1:1';
  };

  /** Lets all come in, each when its order says so. Units: `began` in milliseconds since the epoch. */
  open(orders: readonly Order[], began: number): void {
    const { signal } = this.patience;
    const shopping = orders.map(async (order) => {
      await pause(began + order.at - Date.now(), signal);
      await shop(order, {
        url: this.url,
        signal,
        note: (line) => void this.requests.push(line),
        accepted: (one) => this.twice.deliver(one),
      });
    });
    this.customers = Promise.allSettled(shopping);
    this.walking = walkPages(this.url, signal);
  }

  /** Sends all home, and answers what they saw. */
  async close(): Promise<Seen> {
    await Promise.race([this.customers, pause(LAST_ANSWERS_MS, this.patience.signal)]);
    this.patience.abort();
    await this.customers;
    await this.twice.close();
    return { requests: this.requests, walks: await this.walking };
  }
}
