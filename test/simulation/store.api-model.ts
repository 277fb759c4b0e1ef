import type { Row } from './keyspace.js';
import {
  clientOf,
  createdMs,
  EVERYONE,
  type Fields,
  hasEnded,
  inOrder,
  KIND,
  LEASE_MS,
  StoreState,
} from './store.state.js';

/** What a script answers, read: numbers, texts, and packed fields as objects. */
export type Reply = string | number | null | Row | readonly Reply[];

/** An order as create.lua takes it. */
export interface Order {
  readonly owner: string;
  /** '' for its owner. */
  readonly client: string;
  readonly verb: string;
  readonly resource: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly share: string;
  readonly reply: string;
  readonly openMax: number;
  /** Whether it may be handed to an idle worker. */
  readonly hands: boolean;
}

/** The half of the store that API processes use, written from what each script promises and not from how it does it. */
export class ApiModel extends StoreState {
  /** What an order is answered it says once all that came with it is done: other tasks may go before it. */
  create(order: Order, input: Fields): () => Reply {
    const known = this.knownFor(order);
    if (known !== undefined) return known;
    if (this.open >= order.openMax) {
      const around = this.around('', 'active').slice(1);
      return () => ['refused', 'open', order.openMax, ...around];
    }
    this.lastCreated = this.ownFrom(Math.max(this.micros, this.lastCreated + 1));
    this.numbers += 1;
    const number = this.idOf(this.numbers);
    const id = String(number);
    const task = newTask(order, input, this.lastCreated);
    this.tasks.set(id, task);
    const { owner, key, fingerprint } = order;
    if (key !== '') this.keys.set(`${owner}:${key}`, { task: id, fingerprint });
    this.lists.add(`${order.verb} ${order.resource.endsWith('/') ? order.resource : KIND}`);
    const worker = order.hands && this.waiting.length === 0 ? this.idleWorker() : undefined;
    if (worker !== undefined) this.handOver(id, task, worker);
    else this.standInLine(id, task);
    const deliver = worker === undefined && this.waiting.length <= Math.max(1, this.alive);
    const { lastCreated } = this;
    const { status = '' } = task;
    return () => ['created', number, lastCreated, ...this.around(id, status), Number(deliver)];
  }

  private standInLine(id: string, task: Fields): void {
    const client = clientOf(task);
    const round = Math.max(this.round ?? 0, this.lastRounds.get(client) ?? 0) + 1;
    this.lastRounds.set(client, round);
    this.rounds.set(id, round);
    this.changed(id);
  }

  /** The worker with most slots free, which then has one less. */
  private idleWorker(): string | undefined {
    for (const [name] of this.idle) if (!this.listens(name) && this.isMostIdle(name)) this.idle.delete(name);
    const name = [...this.idle.keys()].find((one) => this.isMostIdle(one));
    if (name !== undefined) this.frees(name, -1);
    return name;
  }

  private isMostIdle(name: string): boolean {
    const free = this.idle.get(name)?.free ?? 0;
    const before = ([other, { free: its }]: readonly [string, { readonly free: number }]): boolean =>
      its > free || (its === free && other < name);
    return free > 0 && ![...this.idle].some(before);
  }

  /** A known worker has so many more slots free. */
  protected frees(worker: string, more: number): void {
    const known = this.idle.get(worker);
    if (known !== undefined) this.idle.set(worker, { ...known, free: Math.max(0, known.free + more) });
  }

  /** A task begins as it is made, and is told to its worker whole. */
  private handOver(id: string, task: Fields, worker: string): void {
    delete task['share'];
    task['version'] = '1';
    this.begin(id, task);
    const { mark = '' } = this.idle.get(worker) ?? {};
    this.published.push([`:grants:${worker}`, mark, id, '0', ...inOrder(task)]);
  }

  read(id: string, reader: string): Reply {
    return this.unseen(id, reader) ?? this.shown(id);
  }

  cancel(id: string, reader: string, error: string): Reply {
    const refused = this.unseen(id, reader);
    if (refused !== undefined) return refused;
    const task = this.task(id);
    task['cancel'] ??= String(this.now);
    if (task['status'] === 'queued') {
      task['error'] = error;
      this.stamp(task, task['steps'] ?? '');
      this.leaveLine(id);
      this.ended(id, task, 'cancelled');
    } else if (task['status'] === 'active' && task['error'] === undefined) {
      task['error'] = error;
      this.changed(id);
      this.published.push([':cancels', id]);
    }
    return this.shown(id);
  }

  /** Begins the next attempt at a task. */
  protected begin(id: string, task: Fields): void {
    if (task['status'] === 'queued') task['started'] = String(Math.max(0, this.now - createdMs(task)));
    task['status'] = 'active';
    task['attempt'] = String(Number(task['attempt'] ?? 0) + 1);
    task['pickups'] = [...pickupsOf(task), task['attempt']].join(',');
    const steps = task['steps'] ?? '';
    this.stamp(task, task['error'] === undefined ? begun(steps) : steps);
    this.lease(id, task);
    this.changed(id);
  }

  protected lease(id: string, task: Fields): void {
    task['lease'] = String(this.now + LEASE_MS - createdMs(task));
    this.due.set(id, this.now + LEASE_MS);
  }

  /** Gives a task steps as they are now, which is no earlier than it was before; answers how long after its creation. */
  protected stamp(task: Fields, steps: string): number {
    const after = Math.max(this.now - createdMs(task), Number(task['changed'] ?? 0));
    task['changed'] = String(after);
    task['steps'] = steps.replaceAll('@', task['changed']);
    return after;
  }

  /** Ids of what a reader is shown, newest first; bounds: before which time of creation, and since which, '' for none. */
  list(
    reader: string,
    statuses: readonly string[],
    path: string,
    { limit, bounds: [before = '', since = ''] }: { limit: number; bounds: readonly string[] },
  ): readonly string[] {
    const seen = [...this.tasks].filter(
      ([, { owner, status = '', resource, created }]) =>
        (reader === EVERYONE || reader === owner) &&
        statuses.includes(status) &&
        (path === '' || path === resource) &&
        (before === '' || Number(created) < Number(before)) &&
        Number(created) >= Number(since),
    );
    return seen
      .map(([id]) => id)
      .toSorted((a, b) => Number(b) - Number(a))
      .slice(0, limit);
  }

  /** The first number from this one on that is this partition's own. */
  private ownFrom(number: number): number {
    const { partition, partitions } = this;
    return (
      [...Array(partitions).keys()]
        .map((more) => number + more)
        .find((one) => one % partitions === partition) ?? 0
    );
  }

  private knownFor({ owner, key, fingerprint, share }: Order): (() => Reply) | undefined {
    const first = key === '' ? undefined : this.keys.get(`${owner}:${key}`);
    if (first !== undefined && first['fingerprint'] !== fingerprint) return () => ['conflict'];
    const joined = [...this.tasks].find(
      ([, task]) => share !== '' && task['share'] === share && task['owner'] === owner,
    )?.[0];
    const id = first?.['task'] ?? joined;
    if (id === undefined) return undefined;
    return () => ['known', Number(id), this.shown(id)];
  }

  private shown(id: string): Reply {
    const task = this.task(id);
    return [this.now, { ...task }, this.around(id, task['status'] ?? '')];
  }

  private unseen(id: string, reader: string): Reply | undefined {
    const owner = this.tasks.get(id)?.['owner'] ?? this.gone.get(id);
    if (owner === undefined || (reader !== EVERYONE && reader !== owner)) return 'none';
    return this.tasks.has(id) ? undefined : 'expired';
  }

  private around(id: string, status: string): readonly Reply[] {
    if (hasEnded({ status })) return [0, 0, ''];
    const facts = Object.keys(this.kind).length === 0 ? '' : { ...this.kind };
    return [status === 'queued' ? this.waiting.indexOf(id) : 0, this.alive, facts];
  }
}

function newTask(order: Order, input: Fields, created: number): Fields {
  const { owner, client, verb, resource, key, share, reply } = order;
  return {
    ...input,
    owner,
    kind: KIND,
    status: 'queued',
    version: '0',
    created: String(created),
    verb,
    resource,
    ...given({ key }, key),
    ...given({ share }, share),
    ...given({ reply }, reply),
    ...given({ client }, client),
  };
}

function given(fields: Fields, by: string): Fields {
  return by === '' ? {} : fields;
}

/** Attempts that count as pickups. */
export function pickupsOf({ pickups = '' }: Fields): readonly string[] {
  return pickups.split(',').filter((attempt) => attempt !== '');
}

/** Steps once an attempt has begun: one that was interrupted is tried again, else the first that was not begun begins. */
function begun(steps: string): string {
  if (/:i:\d+/.test(steps))
    return steps.replaceAll(/:i:(\d+)/g, (_, tries: string) => `:i:${Number(tries) + 1}`);
  return steps.replace(/:n(?=,|$)/, ':i:1:@:');
}
