import type { SlotsOptions } from '../../src/runner/slots.js';
import type { TaskJournal } from '../../src/runner/task.journal.js';
import { simulate } from './engine/simulation.js';
import { SOUND, type Variant, WITHOUT_SWEEP } from './engine/variant.js';
import type { Reply } from './store.api-model.js';
import { StoreModel } from './store.model.js';
import type { Fields } from './store.state.js';

/** More than any of them needs to be found. */
const RUNS = 5_000;
const SEED = 1;

class NoFence extends StoreModel {
  protected override held(id: string): Fields | undefined {
    const task = this.tasks.get(id);
    return task?.['status'] === 'active' ? task : undefined;
  }
}

class TwoHolders extends StoreModel {
  protected override grant(): Reply {
    for (const id of this.due.keys()) this.due.set(id, 0);
    return super.grant();
  }
}

class Forgetful extends StoreModel {
  protected override grant(): Reply {
    const reply = super.grant();
    if (reply === '') return reply;
    return Object.fromEntries(Object.entries(reply as Fields).filter(([name]) => !name.startsWith(':')));
  }
}

class NothingDue extends StoreModel {
  protected override lease(id: string, task: Fields): void {
    super.lease(id, task);
    this.due.delete(id);
  }
}

class NoCancel extends StoreModel {
  override end(...args: Parameters<StoreModel['end']>): Reply {
    const [id, , [status]] = args;
    if (status === 'finished') delete this.tasks.get(id)?.['error'];
    return super.end(...args);
  }
}

class NoClock extends StoreModel {
  override sweep(...args: Parameters<StoreModel['sweep']>): Reply {
    this.swept = this.now;
    return super.sweep(...args);
  }
}

/** A journal in which some calls are other ones. */
function journal(changes: (sound: TaskJournal) => Partial<TaskJournal>): Partial<Variant> {
  return { journal: (sound) => Object.assign(sound, changes(sound)) };
}

class NoShares extends StoreModel {
  protected override share(): number {
    return 0;
  }
}

/** As though what was handed over had been asked for at the end of time. */
class NoMarks extends StoreModel {
  override sweep(...[worker, depth, free]: Parameters<StoreModel['sweep']>): Reply {
    return super.sweep(worker, depth, free, 'Infinity');
  }
}

/** A runner that gives nothing back. */
function keeping(runner: SlotsOptions['runner']): SlotsOptions['runner'] {
  return Object.assign(runner, { giveBack: () => Promise.resolve() });
}

/** Ways in which engine, runner, steps and store could be wrong: a simulation that lets one of them pass proves nothing. */
const BUGS: Readonly<Record<string, Partial<Variant>>> = {
  'the store takes what an attempt writes that was replaced': { store: () => new NoFence() },
  'the store lets two hold a task': { store: () => new TwoHolders() },
  'the store forgets checkpoints': { store: () => new Forgetful() },
  'the store does not know what is due': { store: () => new NothingDue() },
  'the store finishes what was cancelled': { store: () => new NoCancel() },
  'the store does not notice that its clock was set back': { store: () => new NoClock() },
  'a task that waits is nobody’s share': { ...WITHOUT_SWEEP, store: () => new NoShares() },
  'a worker keeps a delivery that it can’t carry out': {
    ...WITHOUT_SWEEP,
    slots: (options) => ({ ...options, handOn: () => Promise.resolve() }),
  },
  'a worker takes its lease for longer than it is': { leases: 4 },
  'a worker takes what it is handed for as new as it hears of it': {
    store: () => new NoMarks(),
  },
  'a worker that leaves keeps what it is handed': {
    ...WITHOUT_SWEEP,
    slots: (options) => ({ ...options, runner: keeping(options.runner) }),
  },
  'an effect is made each time': { factory: { idempotent: false, closing: true } },
  'an effect can be made after its undo': { factory: { idempotent: true, closing: false } },
  'steps are undone in their own order': {
    steps: (steps) =>
      steps.map((step, n) => {
        const other = steps[steps.length - 1 - n] ?? step;
        return { ...step, undo: (context) => other.undo?.(context) };
      }),
  },
  'a step is not undone': {
    steps: (steps) => steps.map((step, n) => (n === 0 ? { ...step, undo: () => undefined } : step)),
  },
  'a refused checkpoint is taken for kept': journal((sound) => {
    const stepFinished = sound.stepFinished.bind(sound);
    return { stepFinished: (step, json) => stepFinished(step, json).catch(() => undefined) };
  }),
  'a checkpoint is not waited for': journal((sound) => {
    const stepFinished = sound.stepFinished.bind(sound);
    return {
      stepFinished: (step, json) => {
        stepFinished(step, json).catch(() => undefined);
        return Promise.resolve();
      },
    };
  }),
  'a task is undone before its record says so': journal(() => ({ gaveUp: () => Promise.resolve() })),
  'an undo is not noted': journal(() => ({ stepUndone: () => Promise.resolve() })),
};

describe('a simulation finds that', () => {
  it.each(Object.entries(BUGS))('%s', async (_, bug) => {
    expect(await simulate(RUNS, { seed: SEED }, { ...SOUND, ...bug }, false)).toContain('SIMULATION_SEED');
  });
});

describe('a failure', () => {
  it('is repeated by its seed and path', async () => {
    const bug = { ...SOUND, store: () => new Forgetful() };
    const failure = (await simulate(RUNS, { seed: SEED }, bug, false)) ?? '';
    const [, path] = /SIMULATION_PATH=([\d:]+)/.exec(failure) ?? [];
    expect(await simulate(1, { seed: SEED, path }, bug, false)).toBe(failure);
  });
});
