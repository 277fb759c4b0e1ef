import { remember } from './window.mjs';

/** How the time of a task is spread over its steps, as a car's is. */
const SHARES = { reserve_parts: 0.25, assemble: 0.5, paint: 0.25 };

/** From the acceptance of a task to its start on a free slot, milliseconds. */
const PICKUP_MS = 10;

/** A random number generator with a seed (mulberry32), so that every run prints the same. */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A fleet on a virtual clock: runs tasks first come, first served, and shows each as a reader would see it at any
 * time: the task, the tasks ahead, and what the steps took lately by the rule of `observe` in keys.lua.
 */
export class Fleet {
  #tasks;
  #slots;
  /** What was known after each end, and when that was. */
  #known = [];

  /** Runs all of `arrivals`, `{ createdMs, totalMs }` by time of arrival, on so many slots. */
  constructor({ arrivals, slots, random }) {
    this.#slots = slots;
    const free = Array.from({ length: slots }, () => 0);
    this.#tasks = arrivals.map(({ createdMs, totalMs }, id) => {
      const slot = free.indexOf(Math.min(...free));
      const startedMs = Math.max(createdMs + PICKUP_MS, free[slot]);
      const steps = split(totalMs, random);
      free[slot] = startedMs + steps.reduce((sum, { tookMs }) => sum + tookMs, 0);
      return { id, createdMs, startedMs, endedMs: free[slot], steps };
    });
    let took = new Map();
    for (const { endedMs, steps } of this.#tasks.toSorted((a, b) => a.endedMs - b.endedMs)) {
      took = new Map(
        steps.map(({ name, tookMs }) => [name, remember(took.get(name) ?? [], Math.round(tookMs))]),
      );
      this.#known.push({ atMs: endedMs, took });
    }
  }

  get tasks() {
    return this.#tasks;
  }

  /** What a reader sees of a task and needs for its estimate. */
  view(task, nowMs) {
    const started = task.startedMs <= nowMs;
    const ahead = started ? 0 : this.#tasks.filter((t) => t.id < task.id && t.startedMs > nowMs).length;
    return {
      task: {
        createdMs: task.createdMs,
        status: started ? 'active' : 'queued',
        steps: stepsAt(task, nowMs),
      },
      around: { ahead, workers: this.#slots, slots: 1, tookMs: this.#tookMs(nowMs) },
      nowMs,
    };
  }

  #tookMs(nowMs) {
    let [low, high] = [0, this.#known.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#known[middle].atMs <= nowMs) low = middle + 1;
      else high = middle;
    }
    return this.#known[low - 1]?.took ?? new Map();
  }
}

function split(totalMs, random) {
  const parts = Object.entries(SHARES).map(([name, share]) => ({
    name,
    part: share * (0.9 + 0.2 * random()),
  }));
  const whole = parts.reduce((sum, { part }) => sum + part, 0);
  return parts.map(({ name, part }) => ({ name, tookMs: (totalMs * part) / whole }));
}

function stepsAt({ createdMs, startedMs, steps }, nowMs) {
  let beginsMs = startedMs;
  return steps.map(({ name, tookMs }) => {
    const begunMs = beginsMs;
    beginsMs += tookMs;
    if (nowMs < begunMs) return { name, status: 'not started' };
    return {
      name,
      status: nowMs < beginsMs ? 'in progress' : 'finished',
      startedAfterMs: begunMs - createdMs,
    };
  });
}
