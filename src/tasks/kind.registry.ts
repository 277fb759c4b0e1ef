import type { Settings } from '../platform/config/index.js';
import type { AnyKind } from './task-kind.js';

/** A step as estimates see it. */
export interface PlannedStep {
  readonly name: string;
  readonly expectedMs: number;
}

/** Kind and step names stand in Redis keys, queue names and the record's steps text. */
const NAME = /^[a-z][a-z0-9_-]{0,63}$/;

const NO_STEPS: readonly string[] = [];

/** Knows every kind of this process by name, with its steps as the settings make them. */
export class KindRegistry {
  private readonly plans: ReadonlyMap<string, readonly PlannedStep[]>;
  private readonly steps: ReadonlyMap<string, readonly string[]>;

  /** Errors: throws with every fault at once when names are malformed or given twice, or a kind has no steps. */
  constructor(
    readonly kinds: readonly AnyKind[],
    settings: Settings,
  ) {
    this.plans = new Map(kinds.map((kind) => [kind.name, planOf(kind, settings)]));
    this.steps = new Map([...this.plans].map(([name, plan]) => [name, plan.map((step) => step.name)]));
    const faults = this.faults();
    if (faults.length > 0) throw new Error(`The kinds of task are not sound:\n  ${faults.join('\n  ')}`);
  }

  get names(): readonly string[] {
    return this.kinds.map((kind) => kind.name);
  }

  /** The steps of a kind; none for a kind this process does not know (a newer version's, in a rolling deploy). */
  plan(kind: string): readonly PlannedStep[] {
    return this.plans.get(kind) ?? [];
  }

  /** The names of a kind's steps; none for a kind that this process does not know. */
  stepNames(kind: string): readonly string[] {
    return this.steps.get(kind) ?? NO_STEPS;
  }

  /** The names of the steps of a kind that a task is asked of. Errors: throws for one that no resource lists, whose tasks nobody could run or read. */
  ordered(kind: string): readonly string[] {
    const steps = this.steps.get(kind);
    if (steps === undefined) throw new Error(`no resource has "${kind}" among its kinds (in its index.ts)`);
    return steps;
  }

  private faults(): string[] {
    const faults: string[] = [];
    this.kinds.forEach((kind, index) => {
      if (!NAME.test(kind.name)) faults.push(`the kind name "${kind.name}" does not match ${String(NAME)}`);
      if (this.names.indexOf(kind.name) !== index) faults.push(`the kind name "${kind.name}" is given twice`);
      const steps = this.plan(kind.name);
      if (steps.length === 0) faults.push(`the kind "${kind.name}" has no steps`);
      for (const { name } of steps) {
        if (!NAME.test(name))
          faults.push(`the step name "${name}" of "${kind.name}" does not match ${String(NAME)}`);
      }
    });
    return faults;
  }
}

function planOf(kind: AnyKind, settings: Settings): PlannedStep[] {
  return Object.entries(kind.options.steps(settings)).map(([name, seconds]) => ({
    name,
    expectedMs: seconds * 1000,
  }));
}
