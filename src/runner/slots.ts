import type { EventLogger } from '../platform/logging/index.js';
import { Interruption } from '../workflow/index.js';
import type { FetchWatch, QueueName } from './fetch-watch.js';
import type { Taken } from './task.journal.js';
import type { Offer, TaskRunner } from './task.runner.js';

/** A task that was handed over waits for a slot no longer than this: a slot is said to be free a moment before it is. */
const HANDED_WAIT_MS = 100;

/** What the slots of a queue work with. */
export interface SlotsOptions {
  readonly queue: QueueName;
  /** Tasks that run at once. */
  readonly count: number;
  readonly runner: TaskRunner;
  readonly watch: Pick<FetchWatch, 'fetched'>;
  /** Puts a delivery into the queue, for whichever worker comes first. */
  readonly handOn: () => Promise<void>;
  readonly log: EventLogger;
}

/**
 * The slots in which a worker runs tasks of one kind and partition. While none wait it is handed those that come; see
 * docs/decisions/0026.
 *
 * A delivery says only that there is something to start: the worker that fetches it takes its share of all that is, in as many slots as
 * it has free, and asks again until nothing is left to start. What it can't take it leaves to others, and hands the delivery on. So
 * while tasks wait there is a delivery in the queue or at hand, however few there are; see docs/decisions/0025.
 */
export class Slots {
  private busy = 0;
  /** Tasks that this worker was handed and has not begun yet. */
  private handed = 0;
  private closing = false;
  /** Who waits for a slot to become free. */
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly options: SlotsOptions) {}

  /** Carries out a delivery; resolves once there is room for another. Errors: rejects only for a defect of ours. */
  async serve(): Promise<void> {
    const { queue, runner, watch, handOn } = this.options;
    watch.fetched(queue);
    let [share, declined] = [1, false];
    while (share > 0 && this.room > 0 && !declined) {
      const asked = Array.from({ length: Math.min(share, this.room) }, () => this.ask());
      const answers = await Promise.all(asked);
      share = Math.min(...answers.map((answer) => answer.share));
      declined = answers.some((answer) => answer.declined);
    }
    if (share > 0) await handOn();
    if (declined) await runner.giveWay();
    await this.untilRoom();
  }

  /** Runs a task that this worker was handed, or gives it back where no slot comes free. */
  async hand(taken: Taken): Promise<void> {
    const { runner, queue, log } = this.options;
    this.handed += 1;
    try {
      if (await this.takeSlot()) await this.begin(() => runner.fit(taken));
      else await runner.giveBack(taken);
    } catch (err) {
      log.error('task.attempt-broken', { kind: queue.kind, err });
    } finally {
      this.handed -= 1;
      this.wake();
    }
  }

  /** Takes no further tasks; resolves once none runs. */
  async close(): Promise<void> {
    this.closing = true;
    this.wake();
    while (this.busy + this.handed > 0) await this.untilFreed();
  }

  /** How many tasks may be taken now. */
  get room(): number {
    return this.closing || this.options.runner.closed ? 0 : this.options.count - this.busy;
  }

  private get isFull(): boolean {
    return this.busy >= this.options.count;
  }

  /** Asks for a task, and runs it in a slot. */
  private async ask(): Promise<Offer> {
    const { runner, queue } = this.options;
    this.busy += 1;
    try {
      return await this.begin(() => runner.take(queue));
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      // This worker shuts down, and whether something is left to start nobody knows.
      this.closing = true;
      return { taken: undefined, share: 1, declined: false };
    }
  }

  /** Runs what is offered in a slot that is busy with it already. */
  private async begin(offered: () => Promise<Offer>): Promise<Offer> {
    let taken: Taken | undefined;
    try {
      const offer = await offered();
      taken = offer.taken;
      return offer;
    } finally {
      if (taken === undefined) this.free();
      else void this.run(taken);
    }
  }

  /** Takes a slot, if one is free or comes free in time; nothing may come between the look that finds one and taking it. */
  private async takeSlot(): Promise<boolean> {
    const wait = { over: false };
    const giveUp = (): void => {
      wait.over = true;
      this.wake();
    };
    const timer = this.isFull ? setTimeout(giveUp, HANDED_WAIT_MS) : undefined;
    while (this.isFull && !this.closing && !wait.over) await this.untilFreed();
    clearTimeout(timer);
    if (this.isFull || this.closing) return false;
    this.busy += 1;
    return true;
  }

  private async run(taken: Taken): Promise<void> {
    const { runner, queue, watch, log } = this.options;
    const goesOn = (): boolean => {
      watch.fetched(queue);
      return !this.closing;
    };
    await runner
      .run(taken, goesOn)
      .catch((err: unknown) => log.error('task.attempt-broken', { kind: queue.kind, err }));
    this.free();
  }

  private free(): void {
    this.busy -= 1;
    this.wake();
  }

  private wake(): void {
    for (const woken of this.waiting.splice(0)) woken();
  }

  private async untilFreed(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private async untilRoom(): Promise<void> {
    await this.options.runner.open();
    while (!this.closing && this.isFull) await this.untilFreed();
  }
}
