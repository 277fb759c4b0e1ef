import type { OutgoingHttpHeader } from 'node:http';

type Pair = readonly [name: string, value: string];

/** Headers that every answer has: the same for all, and the id of its request. */
export class CommonHeaders {
  private fixed: readonly Pair[] = [];
  private flat: readonly string[] = [];
  private names: ReadonlySet<unknown> = new Set();

  /** From now on every answer has these, unless it says otherwise. */
  set(headers: Readonly<Record<string, string>>): void {
    this.fixed = Object.entries(headers);
    this.flat = this.fixed.flat();
    // In both spellings, so that none has to be put into small letters with each answer.
    this.names = new Set(this.fixed.flatMap(([name]) => [name.toLowerCase(), inTitleCase(name)]));
  }

  /** Each with its value. */
  pairs(id: string): readonly Pair[] {
    return [...this.fixed, ['X-Request-Id', id]];
  }

  /** Names and values in turn, behind those of an answer; what that has itself stays as it is. */
  addedTo(own: readonly OutgoingHttpHeader[], id: string): OutgoingHttpHeader[] {
    return [...own, 'X-Request-Id', id, ...this.lackingIn(own)];
  }

  private lackingIn(own: readonly OutgoingHttpHeader[]): readonly string[] {
    for (let i = 0; i < own.length; i += 2) {
      if (this.names.has(own[i])) return this.others(own);
    }
    return this.flat;
  }

  private others(own: readonly OutgoingHttpHeader[]): readonly string[] {
    const names = new Set(
      own.filter((_, index) => index % 2 === 0).map((name) => String(name).toLowerCase()),
    );
    return this.fixed.filter(([name]) => !names.has(name.toLowerCase())).flat();
  }
}

function inTitleCase(name: string): string {
  return name.toLowerCase().replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
