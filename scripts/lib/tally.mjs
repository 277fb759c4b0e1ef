/** Counts what was checked. */
export class Tally {
  #passed = 0;
  #failed = 0;

  /** Adds what passed and what failed. */
  add({ passed, failed }) {
    this.#passed += passed;
    this.#failed += failed;
  }

  get failed() {
    return this.#failed;
  }

  /** 0 only when something ran and nothing failed. */
  get exitCode() {
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }

  /** The line that CI reads. */
  toString() {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }
}
