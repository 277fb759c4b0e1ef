/**
 * What stops a piece of work: a signal that is made when somebody first looks at it. Most work is over before anybody does,
 * and a signal takes Node several microseconds.
 */
export class Stop {
  private controller: AbortController | undefined;
  private fired: { readonly reason: unknown } | undefined;

  /** Fires, with the reason, when the work is to stop. */
  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.fired !== undefined) this.controller.abort(this.fired.reason);
    }
    return this.controller.signal;
  }

  /** Has the work stop. */
  fire(reason: unknown): void {
    this.fired ??= { reason };
    this.controller?.abort(reason);
  }
}
