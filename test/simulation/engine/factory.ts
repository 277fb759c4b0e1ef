/** What steps do to the world outside the store: each effect once for its name, and never again after its undo. */
export class Factory {
  /** How often each effect is there, by `<uid>:<step>`. */
  readonly made = new Map<string, number>();
  private readonly closed = new Set<string>();

  /** `idempotent` and `closing` are false in factories that are wrong on purpose. */
  constructor(private readonly rules: { readonly idempotent: boolean; readonly closing: boolean }) {}

  /** Errors: throws once it was undone: whoever comes too late may not make it again. */
  make(effect: string): void {
    if (this.closed.has(effect)) throw new Error(`${effect} was undone`);
    const before = this.rules.idempotent ? 0 : (this.made.get(effect) ?? 0);
    this.made.set(effect, before + 1);
  }

  undo(effect: string): void {
    this.made.delete(effect);
    if (this.rules.closing) this.closed.add(effect);
  }
}
