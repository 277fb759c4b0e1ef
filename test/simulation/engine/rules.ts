import type { Stop } from '../../../src/workflow/index.js';
import { decodeSteps } from '../../../src/tasks/steps.js';
import type { Grant } from '../../../src/tasks/index.js';
import type { StoreModel } from '../store.model.js';
import { type Fields, hasEnded } from '../store.state.js';
import type { Factory } from './factory.js';

/** An attempt under way in a worker. */
export interface Running {
  readonly grant: Grant;
  readonly abort: Stop;
  /** False while its worker is gone or stands still, or has not yet seen that it did. */
  readonly isAware: () => boolean;
}

/** What is promised, looked at whenever something happens. */
export class Rules {
  readonly running = new Set<Running>();
  /** Ids of tasks whose undo was given up: a human is told. */
  readonly abandoned = new Set<number>();
  /** Names of tasks, which records have until these end. */
  private readonly uids = new Map<string, string>();
  /** Records as they were. */
  private readonly before = new Map<string, Fields>();

  constructor(
    private readonly model: StoreModel,
    private readonly factory: Factory,
    private readonly fail: (error: Error) => void,
  ) {}

  /** To be called when a script was carried out. Errors: throws for what may not be. */
  compare(script: string, args: readonly string[]): void {
    for (const [id, after] of this.model.tasks) {
      const before = this.before.get(id) ?? after;
      this.learnName(id, after);
      const changed = changes(before, after);
      if (changed.length === 0 && before !== after) continue;
      this.before.set(id, { ...after });
      // That somebody asks to cancel what is over is noted all the same.
      if (changed.length === 0 || (hasEnded(before) && changed.join() === 'cancel')) continue;
      if (hasEnded(before)) this.broken(`task ${id} changed after its end by ${script}`);
      // An end may bring another task along.
      if (args[0] === id && isOutdated(script, args, before, changed))
        this.broken(`an attempt that was replaced wrote: ${script}`);
      compareRecords(id, before, after);
      if (after['attempt'] !== before['attempt']) this.granted(Number(id), Number(after['attempt']));
    }
  }

  private learnName(id: string, { uid }: Fields): void {
    if (uid !== undefined) this.uids.set(id, uid);
  }

  /** A step is about to run. */
  begins(running: Running, step: string, results: readonly string[]): void {
    const { task } = running.grant;
    const record = this.model.task(String(task.id));
    if (task.error !== undefined) this.broken(`${step} runs though task ${task.id} was given up before`);
    const names = task.steps.map(({ name }) => name);
    const earlier = names.slice(0, names.indexOf(step));
    if (results.join() !== earlier.join()) this.broken(`${step} sees the results of ${results.join()}`);
    if (!this.holds(running, `${step} runs`)) return;
    if (record[`:${names.indexOf(step)}`] !== undefined)
      this.broken(`${step} runs again after its checkpoint`);
  }

  /** A step is about to be undone. */
  undoes(running: Running, step: string): void {
    if (!this.holds(running, `${step} is undone`)) return;
    const steps = decodeSteps(this.model.task(String(running.grant.task.id))['steps'] ?? '');
    const mustBeUndone = steps.filter(({ status }) => status === 'finished' || status === 'in progress');
    if (mustBeUndone.at(-1)?.name !== step) {
      this.broken(`${step} is undone where ${mustBeUndone.at(-1)?.name ?? 'nothing'} should be`);
    }
  }

  /** All is over and at rest. */
  atRest(): void {
    if (this.running.size > 0) this.broken('an attempt is left');
    if (this.model.due.size > 0) this.broken('something is left that is due');
    for (const [id, task] of this.model.tasks) {
      if (!hasEnded(task)) this.broken(`task ${id} did not end`);
      if (decodeSteps(task['steps'] ?? '').some(({ status }) => status === 'in progress'))
        this.broken(`task ${id} ended with a step in progress`);
      if (!this.abandoned.has(Number(id))) this.balances(id, task);
    }
  }

  /** What finished has made each effect once, what did not has left none. */
  private balances(id: string, { status = '', steps = '' }: Fields): void {
    const should = status === 'finished' ? 1 : 0;
    for (const { name } of decodeSteps(steps)) {
      const made = this.factory.made.get(`${this.uids.get(id) ?? ''}:${name}`) ?? 0;
      if (made !== should) this.broken(`task ${id} is ${status}, and ${name} was made ${made} times`);
    }
  }

  /** Told first: what a step throws, the engine takes for the step's own. */
  private broken(promise: string): never {
    const error = new Error(promise);
    this.fail(error);
    throw error;
  }

  /** Whoever had the task before must have stopped, unless they stand still. */
  private granted(id: number, attempt: number): void {
    for (const running of this.running) {
      const { task } = running.grant;
      if (task.id !== id || task.attempt === attempt || running.abort.hasFired || !running.isAware())
        continue;
      this.broken(`task ${id} is granted as ${attempt} while attempt ${task.attempt} goes on`);
    }
  }

  /** True for the attempt that holds its task; one that stood still may not know better. */
  private holds({ grant, abort, isAware }: Running, what: string): boolean {
    const record = this.model.task(String(grant.task.id));
    if (record['status'] === 'active' && record['attempt'] === String(grant.task.attempt)) return true;
    if (abort.hasFired || !isAware()) return false;
    this.broken(`${what} by attempt ${grant.task.attempt}, which does not hold the task`);
  }
}

/** Names of fields that are not the same. */
function changes(before: Fields, after: Fields): readonly string[] {
  if (before === after) return [];
  const changed: string[] = [];
  for (const name in after) if (before[name] !== after[name]) changed.push(name);
  for (const name in before) if (after[name] === undefined) changed.push(name);
  return changed;
}

/** A write by another attempt than the one that was granted last, but for what a grant that is taken back had counted. */
function isOutdated(
  script: string,
  args: readonly string[],
  before: Fields,
  changed: readonly string[],
): boolean {
  if (args[1] === before['attempt']) return false;
  return ['checkpoint', 'end'].includes(script) || (script === 'release' && changed.join() !== 'pickups');
}

/** What may not become of a record, and when it has. */
const FORBIDDEN: Readonly<Record<string, (before: Fields, after: Fields) => boolean>> = {
  'its version went back': (before, after) => Number(after['version']) < Number(before['version']),
  'its progress fell': (before, after) => Number(after['progress']) < Number(before['progress']),
  'its attempts went back': (before, after) => Number(after['attempt']) < Number(before['attempt']),
  'it is queued again': (before, after) => before['status'] !== 'queued' && after['status'] === 'queued',
  'it is at 100 %, or finished, and not both': (_, after) =>
    (after['status'] === 'finished') !== (after['progress'] === '100'),
  'it is undone for another reason than at first': (before, after) =>
    before['error'] !== undefined && after['error'] !== before['error'],
  'it finished though it was given up': (_, after) =>
    after['status'] === 'finished' && after['error'] !== undefined,
  'a checkpoint was changed': (before, after) =>
    !hasEnded(after) &&
    Object.entries(before).some(([name, value]) => name.startsWith(':') && after[name] !== value),
};

function compareRecords(id: string, before: Fields, after: Fields): void {
  for (const [what, has] of Object.entries(FORBIDDEN)) {
    if (has(before, after)) throw new Error(`task ${id}: ${what}`);
  }
}
