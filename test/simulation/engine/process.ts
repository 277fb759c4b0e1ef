import type { Owner, VirtualTime } from './virtual-time.js';

/** Lets something happen later, in an order that is up to chance. */
export type Later = (what: string, happen: () => void) => void;

interface Call {
  readonly what: string;
  readonly carryOut: () => unknown;
  readonly hear: (reply: unknown) => void;
  readonly fail: (error: Error) => void;
}

/**
 * A process: it hears and does nothing while it is frozen, and nothing ever again once it is dead. What it has sent
 * arrives all the same, each connection's in the order it was sent in.
 */
export class Process implements Owner {
  dead = false;
  /** The next call is carried out twice: its first answer was lost, and it was sent again. */
  repeats = false;
  private frozen = false;
  private readonly mourners: (() => void)[] = [];
  private readonly missed: (() => void)[] = [];
  private readonly sent: Call[] = [];
  private readonly answered: { readonly what: string; readonly hear: () => void }[] = [];

  constructor(
    readonly name: string,
    private readonly time: VirtualTime,
    private readonly later: Later,
  ) {}

  get awake(): boolean {
    return !this.dead && !this.frozen;
  }

  /** False while it is gone, stands still, or has not yet noticed how long it did. */
  get aware(): boolean {
    return this.awake && !this.time.isLate(this);
  }

  dies(): void {
    this.dead = true;
    for (const mourn of this.mourners) mourn();
  }

  /** Calls back should it die. */
  onDeath(mourn: () => void): void {
    this.mourners.push(mourn);
  }

  freeze(): void {
    this.frozen = true;
  }

  thaw(): void {
    this.frozen = false;
    for (const happen of this.missed.splice(0)) this.hears('what it missed', happen);
  }

  /** Something reaches the process, some time. */
  hears(what: string, happen: () => void): void {
    this.later(`${this.name} hears ${what}`, () => this.does(happen));
  }

  /** The process does something now. */
  does(happen: () => void): void {
    if (this.dead) return;
    if (this.frozen) {
      this.missed.push(happen);
      return;
    }
    this.time.current = this;
    happen();
  }

  /** Asks the store, by the process's one connection. */
  asks(what: string, carryOut: () => unknown): Promise<unknown> {
    return new Promise((hear, fail) => {
      this.sent.push({ what, carryOut, hear, fail });
      if (this.sent.length === 1) this.arrives();
    });
  }

  /** Does something to the world outside; such calls overtake each other. */
  acts(what: string, carryOut: () => void): Promise<void> {
    return new Promise((hear, fail) => {
      this.later(`${this.name} ${what}`, () => {
        const answer = attempted(carryOut, hear, fail);
        this.hears(what, answer);
      });
    });
  }

  private arrives(): void {
    const what = this.sent[0]?.what ?? '';
    this.later(`${this.name} asks ${what}`, () => {
      const call = this.sent.shift();
      if (this.sent.length > 0) this.arrives();
      if (call === undefined) return;
      if (this.repeats) call.carryOut();
      this.repeats = false;
      const reply = call.carryOut();
      this.answered.push({ what, hear: () => call.hear(reply) });
      if (this.answered.length === 1) this.returns();
    });
  }

  private returns(): void {
    this.hears(this.answered[0]?.what ?? '', () => {
      this.answered.shift()?.hear();
      if (this.answered.length > 0) this.returns();
    });
  }
}

/** What tells the outcome to whoever waits for it. */
function attempted(carryOut: () => void, hear: () => void, fail: (error: Error) => void): () => void {
  try {
    carryOut();
    return hear;
  } catch (error) {
    return () => fail(error instanceof Error ? error : new Error(String(error)));
  }
}
