/** Whose timers they are: a process that may stand still or be gone. */
export interface Owner {
  readonly awake: boolean;
  readonly dead: boolean;
}

interface Timer {
  readonly owner: Owner | undefined;
  readonly run: () => void;
  /** Milliseconds between two, or undefined for one. */
  readonly everyMs: number | undefined;
  dueMs: number;
}

/** The names that a process knows time and chance by. */
const NAMES = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] as const;

/**
 * Time and chance as the code under simulation sees them: time stands until it is moved, timers belong to the process
 * that runs while they are set, and chance is always the same.
 */
export class VirtualTime {
  nowMs = 0;
  /** The process that runs. What it begins in microtasks is its own too: the next is let run only when those are over. */
  current: Owner | undefined;
  private readonly timers = new Set<Timer>();

  /** Takes the place of the real ones; answers what gives them back. */
  install(): () => void {
    const before = NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
    const random = Math.random;
    const set = (run: () => void, ms: number): Timer => this.add(run, ms, undefined);
    const clear = (timer: Timer): boolean => this.timers.delete(timer);
    const every = (run: () => void, ms: number): Timer => this.add(run, ms, ms);
    const values = [set, clear, every, clear, { now: () => this.nowMs }];
    NAMES.forEach((name, n) => replace(name, { value: values[n], configurable: true, writable: true }));
    Math.random = () => 0.9;
    return () => {
      Math.random = random;
      for (const [name, descriptor] of before) if (descriptor !== undefined) replace(name, descriptor);
    };
  }

  /** How many timers are left of processes that are not dead. */
  get count(): number {
    return [...this.timers].filter(({ owner }) => owner?.dead !== true).length;
  }

  /** True while a timer of this process should have fired already. */
  isLate(owner: Owner): boolean {
    return [...this.timers].some((timer) => timer.owner === owner && timer.dueMs < this.nowMs);
  }

  /** Forgets all, and begins anew. */
  reset(): void {
    this.timers.clear();
    this.nowMs = 0;
    this.current = undefined;
  }

  /** Moves time to the next timer of a process that is awake, and lets it fire. */
  advance(): void {
    const awake = [...this.timers].filter(({ owner }) => owner?.awake !== false);
    const [first, ...others] = awake;
    if (first === undefined) return;
    const next = others.reduce((best, timer) => (timer.dueMs < best.dueMs ? timer : best), first);
    this.nowMs = Math.max(this.nowMs, next.dueMs);
    if (next.everyMs === undefined) this.timers.delete(next);
    else next.dueMs = this.nowMs + next.everyMs;
    this.current = next.owner;
    next.run();
  }

  private add(run: () => void, ms: number, everyMs: number | undefined): Timer {
    const timer = { owner: this.current, run, everyMs, dueMs: this.nowMs + ms };
    this.timers.add(timer);
    return timer;
  }
}

function replace(name: (typeof NAMES)[number], descriptor: PropertyDescriptor): void {
  Object.defineProperty(globalThis, name, descriptor);
}
