import {
  type Failure,
  PermanentError,
  type Step,
  systemClock,
  TransientError,
} from '../../../src/workflow/index.js';
import type { Factory } from './factory.js';
import type { Fate } from './plan.js';
import type { Process } from './process.js';
import type { Rules, Running } from './rules.js';

export const STEP_NAMES = ['a', 'b', 'c'] as const;

const NO_PARTS: Failure = { type: '/problems/no-parts', title: 'No parts', status: 409, detail: 'none' };
const TIMEOUT_MS = 600;
const RETRY = { maxAttempts: 3, baseMs: 100, capMs: 200 };

/** Where the steps of an attempt run. */
export interface Place {
  readonly process: Process;
  readonly running: Running;
  readonly rules: Rules;
  readonly factory: Factory;
  /** How often something was tried, by its name, whoever tried it. */
  readonly tries: Map<string, number>;
}

/** The steps of a task, each with its fate. */
export function stepsOf(fates: readonly Fate[], place: Place): readonly Step[] {
  return STEP_NAMES.flatMap((name, n) => {
    const fate = fates[n];
    return fate === undefined ? [] : [stepOf(name, fate, place)];
  });
}

function stepOf(name: string, fate: Fate, { process, running, rules, factory, tries }: Place): Step {
  const next = (what: string): number => {
    const before = tries.get(what) ?? 0;
    tries.set(what, before + 1);
    return before;
  };
  return {
    name,
    timeoutMs: TIMEOUT_MS,
    retry: RETRY,
    run: async ({ uid, signal, results, progress }) => {
      rules.begins(running, name, Object.keys(results as object));
      const before = next(`${uid}:${name}`);
      if (fate.worksMs > 0) await systemClock.sleep(fate.worksMs, signal);
      progress(0.5);
      if (fate.end === 'permanent') throw new PermanentError(NO_PARTS);
      if (fate.hangs && before === 0) return Promise.race([]);
      const fails = before < fate.failures;
      if (fails && !fate.afterEffect) throw new TransientError('busy');
      await process.acts(`makes ${uid}:${name}`, () => factory.make(`${uid}:${name}`));
      if (fails || fate.end === 'broken') throw new Error('broken');
      return { name };
    },
    undo: async ({ uid }) => {
      rules.undoes(running, name);
      if (next(`undo ${uid}:${name}`) < fate.undoFailures) throw new Error('closed');
      await process.acts(`undoes ${uid}:${name}`, () => factory.undo(`${uid}:${name}`));
    },
  };
}
