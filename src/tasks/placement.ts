import { createHash, randomInt } from 'node:crypto';

/** What of an order decides where its task goes: the digests of its idempotency key and of what is read; '' for none. */
export interface Placed {
  readonly owner: string;
  readonly key: string;
  readonly share: string;
}

/**
 * Chooses the partition of each new task. Orders of which only one may make a task go to the same partition, whichever
 * process takes them, since one script decides there: those with the same key, and identical reads. All others go to each
 * partition in turn, and those of one turn of the event loop together: one command costs far less than one for each partition, and
 * its tasks are begun and kept together too. See docs/decisions/0020.
 */
export class Placement {
  private turn: number;
  /** How many went to the partition whose turn it is, in this turn of the event loop. */
  private placed = 0;
  /** How many went to each, so that all get as many, though those that come together differ in number. */
  private readonly sent: number[];

  /** `together`: so many of those that come together go to the same partition at most. */
  constructor(
    private readonly partitions: number,
    private readonly together: number,
  ) {
    // Processes that start together shall not all begin with the same one.
    this.turn = randomInt(partitions);
    this.sent = Array.from({ length: partitions }, () => 0);
  }

  /** A key counts before what is read: the promise of one task is the key's, while sharing only saves work. */
  partitionFor({ owner, key, share }: Placed): number {
    if (this.partitions === 1) return 0;
    const name = key === '' ? share : key;
    if (name !== '') return this.byName(`${owner} ${name}`);
    return this.inTurn();
  }

  private inTurn(): number {
    if (this.placed === this.together) this.goOn();
    else if (this.placed === 0) setImmediate(() => this.goOn());
    this.placed += 1;
    this.sent[this.turn] = this.sentTo(this.turn) + 1;
    return this.turn;
  }

  /** The turn is that of the partition which got fewest, the next of these. */
  private goOn(): void {
    let fewest = (this.turn + 1) % this.partitions;
    for (let n = 2; n <= this.partitions; n += 1) {
      const other = (this.turn + n) % this.partitions;
      if (this.sentTo(other) < this.sentTo(fewest)) fewest = other;
    }
    this.turn = fewest;
    this.placed = 0;
  }

  private sentTo(partition: number): number {
    return this.sent[partition] ?? 0;
  }

  private byName(name: string): number {
    return createHash('sha256').update(name).digest().readUInt32BE() % this.partitions;
  }
}
