import { ApiModel, pickupsOf, type Reply } from './store.api-model.js';
import {
  byScore,
  createdMs,
  type Ending,
  type Fields,
  LEASE_MS,
  MAX_DELIVERIES,
  RETENTION_MS,
  tookOf,
} from './store.state.js';

/** A delivery that is made anew may be under way for so long. */
const ON_THE_WAY_MS = 500;

/** Who has not swept for so long is handed nothing. */
const SILENT_MS = 1_000;

/** Of the tasks that end within so long, one is noted for estimates. */
const OBSERVED_EVERY_MS = 50;

/** The whole store: what workers use of it, too. */
export class StoreModel extends ApiModel {
  start(worker: string): Reply {
    const granted = this.grant();
    if (granted !== '') this.frees(worker, -1);
    return granted;
  }

  protected grant(): Reply {
    const [left] = [...this.due].filter(([, at]) => at < this.now).toSorted(byScore);
    const id = left?.[0] ?? this.nextInTurn();
    if (id === undefined) return '';
    const task = this.task(id);
    this.leaveLine(id);
    this.begin(id, task);
    // Its id and the share of a worker are the first two of what is packed.
    return { [id]: String(this.share(left !== undefined)), ...task };
  }

  checkpoint(
    id: string,
    attempt: string,
    steps: string,
    progress: number,
    kept: readonly [string, string],
  ): Reply {
    const task = this.held(id, attempt);
    if (task === undefined) return 'lost';
    const [field, value] = kept;
    if (overtaken(task, value)) return ['given up', task['error'] ?? ''];
    const after = this.stamp(task, steps);
    task['pickups'] = attempt;
    task['progress'] = String(Math.max(Number(task['progress'] ?? 0), progress));
    if (field !== '') task[field === '!' ? 'error' : `:${field}`] = value;
    this.changed(id);
    return after;
  }

  end(id: string, attempt: string, [status, steps, value]: Ending, next = ''): Reply {
    const task = this.held(id, attempt);
    if (task === undefined) return this.hasEnded(id, attempt, status) ? '' : 'lost';
    if (overtaken(task, value)) return ['given up', task['error'] ?? ''];
    for (const name of Object.keys(task)) if (/^(lease|pickups|:.*)$/.test(name)) delete task[name];
    this.stamp(task, steps);
    task[status === 'finished' ? 'result' : 'error'] = value;
    const straight = /^=([^:]*):/.exec(steps)?.[1];
    if (straight !== undefined) this.plans.add(straight);
    if (status === 'finished') {
      task['progress'] = '100';
      this.observe(task);
    }
    this.ended(id, task, status);
    this.due.delete(id);
    return this.nextFor(next);
  }

  private nextFor(worker: string): Reply {
    if (worker === '') return '';
    const granted = this.grant();
    if (granted === '') this.frees(worker, 1);
    return granted;
  }

  count(id: string, attempt: string, counts: boolean): Reply {
    const task = this.held(id, attempt);
    if (task === undefined) return 'lost';
    const others = pickupsOf(task).filter((other) => other !== attempt);
    count(task, [...others, ...(counts ? [attempt] : [])]);
    return 1;
  }

  release(id: string, attempt: string): Reply {
    const granted = this.tasks.get(id);
    if (granted?.['pickups'] !== undefined)
      count(
        granted,
        pickupsOf(granted).filter((other) => other !== attempt),
      );
    const task = this.held(id, attempt);
    if (task === undefined) return 0;
    task['lease'] = String(this.now - 1 - createdMs(task));
    this.due.set(id, this.now - 1);
    return 1;
  }

  decline(id: string, attempt: string, pauseMs: number): Reply {
    const task = this.held(id, attempt);
    if (task === undefined) return 0;
    if (task['error'] === undefined)
      task['steps'] = (task['steps'] ?? '').replaceAll(
        /:i:(\d+)/g,
        (_, tries: string) => `:i:${Number(tries) - 1}`,
      );
    count(
      task,
      pickupsOf(task).filter((other) => other !== attempt),
    );
    task['lease'] = String(this.now - 1 - createdMs(task));
    this.due.set(id, this.now - 1 + pauseMs);
    this.changed(id);
    return 1;
  }

  renew(id: string, attempt: string, progress: number, tried: string): Reply {
    const task = this.held(id, attempt);
    if (task === undefined) return ['lost'];
    this.lease(id, task);
    const before = task['steps'] ?? '';
    const [step = '', tries = '0'] = tried.split(':');
    const after = before.replace(`${step}:i:${triesOf(before, step)}:`, (entry) =>
      Number(tries) > triesOf(before, step) ? `${step}:i:${tries}:` : entry,
    );
    if (progress > Number(task['progress'] ?? 0) || after !== before) {
      task['progress'] = String(Math.max(progress, Number(task['progress'] ?? 0)));
      task['steps'] = after;
      this.changed(id);
    }
    return [task['error'] ?? 'held'];
  }

  sweep(worker: string, depth: number, free: number, mark: string): Reply {
    if (this.swept > this.now) this.setBack();
    this.swept = this.now;
    this.workers.set(worker, this.now + 2 * LEASE_MS);
    for (const [name, until] of this.workers) {
      if (until <= Math.max(this.now, this.now + 2 * LEASE_MS - SILENT_MS)) this.idle.delete(name);
      if (until <= this.now) this.workers.delete(name);
    }
    this.idle.set(worker, { free, mark });
    this.kind['slots'] = '2';
    return [[this.waiting.length, this.due.size, ...this.lacking(depth)]];
  }

  expire(limit: number): Reply {
    const seconds = [...this.seconds].filter(([, at]) => at <= this.now).toSorted(byScore);
    const over = seconds.flatMap(([second]) => this.overIn(second)).slice(0, limit);
    for (const id of over) {
      const { owner = '', key = '' } = this.task(id);
      this.gone.set(id, owner);
      this.keys.delete(`${owner}:${key}`);
      this.tasks.delete(id);
      this.expiry.delete(id);
    }
    for (const [second] of seconds) if (this.overIn(second).length === 0) this.seconds.delete(second);
    return over.length;
  }

  /** How many deliveries are to be made, and whether they are a backlog's. */
  private lacking(depth: number): readonly [number, number] {
    const { left } = this;
    const old = this.waiting.filter((id) => !this.isRecent(createdMs(this.task(id)), LEASE_MS)).length;
    const all = left + this.waiting.length;
    const many = all > this.enough;
    const lost = Math.min(MAX_DELIVERIES, many ? this.enough - depth : Math.min(all - depth, left + old));
    if (lost <= 0 || this.isRecent(this.claimed, ON_THE_WAY_MS)) return [0, 0];
    this.claimed = this.now;
    return [lost, Number(many && left === 0)];
  }

  /** Of the tasks to start, how many are one worker's; what was left counts for whoever was granted such a task. */
  protected share(left: boolean): number {
    return Math.ceil((this.waiting.length + (left ? this.left : 0)) / this.enough);
  }

  /** How many tasks their workers left. */
  private get left(): number {
    return [...this.due].filter(([, at]) => at < this.now).length;
  }

  private nextInTurn(): string | undefined {
    const [first] = this.waiting;
    if (first !== undefined) this.round = this.rounds.get(first);
    return first;
  }

  private observe(task: Fields): void {
    if (Math.abs(this.now - this.observed) < OBSERVED_EVERY_MS) return;
    this.observed = this.now;
    this.kind['observed'] = String(this.now);
    for (const [step, ms] of tookOf(task)) {
      const field = `took:${step}`;
      const before = (this.kind[field] ?? '').split(' ').filter((text) => text !== '');
      this.kind[field] = [String(ms), ...before].slice(0, 32).join(' ');
    }
  }

  protected held(id: string, attempt: string): Fields | undefined {
    const task = this.tasks.get(id);
    const holds =
      task?.['status'] === 'active' &&
      task['attempt'] === attempt &&
      Number(task['lease']) >= this.now - createdMs(task);
    return holds ? task : undefined;
  }

  /** Less than a lease ago. What is still to come by a clock that was set back is not. */
  private isRecent(ms: number, withinMs: number): boolean {
    return this.now >= ms && this.now < ms + withinMs;
  }

  /** The clock was set back: nothing is over later than if it began now. */
  private setBack(): void {
    for (const [id, at] of this.due) {
      const task = this.task(id);
      const latest = this.now + LEASE_MS;
      if (at <= latest) continue;
      this.due.set(id, latest);
      task['lease'] = String(Math.min(Number(task['lease']), latest - createdMs(task)));
    }
    for (const [second, at] of this.seconds) this.seconds.set(second, Math.min(at, this.now + RETENTION_MS));
    for (const [name, until] of this.workers) if (until > this.now + 2 * LEASE_MS) this.workers.delete(name);
  }
}

/** Says which attempts count as pickups. */
function count(task: Fields, attempts: readonly string[]): void {
  if (attempts.length > 0) task['pickups'] = attempts.join(',');
  else delete task['pickups'];
}

function overtaken({ error }: Fields, value: string): boolean {
  return error !== undefined && value !== '' && value !== error;
}

/** How often a step that is in progress was tried. */
function triesOf(steps: string, name: string): number {
  const entry = steps.split(',').find((one) => one.startsWith(`${name}:i:`));
  return Number(entry?.split(':')[2] ?? 0);
}
