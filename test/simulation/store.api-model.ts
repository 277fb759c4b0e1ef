import type { Row } from './keyspace.js';
import { clientOf, createdMs, EVERYONE, type Fields, hasEnded, KIND, StoreState } from './store.state.js';

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
}

/** The half of the store that API processes use, written from what each script promises and not from how it does it. */
export class ApiModel extends StoreState {
  create(order: Order, input: Fields): Reply {
    const known = this.knownFor(order);
    if (known !== undefined) return known;
    if (this.open >= order.openMax) return ['refused', 'open', order.openMax, this.around('', 'active')];
    this.lastCreated = Math.max(this.micros, this.lastCreated + 1);
    this.lastId += 1;
    const id = String(this.lastId);
    const task = newTask(order, input, this.lastCreated);
    this.tasks.set(id, task);
    const { owner, key, fingerprint } = order;
    if (key !== '') this.keys.set(`${owner}:${key}`, { task: id, fingerprint });
    const client = clientOf(task);
    if (!this.turns.has(client)) this.turns.set(client, (this.served ?? 0) + 1);
    this.changed(id);
    const around = this.around(id, 'queued', createdMs(task));
    return ['created', this.lastId, this.lastCreated, around, Number(this.waiting.length <= this.enough)];
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
      task['ended'] = String(Math.max(this.now, createdMs(task)));
      delete task['pickups'];
      this.leaveLine(task);
      this.ended(id, task, 'cancelled');
    } else if (task['status'] === 'active' && task['error'] === undefined) {
      task['error'] = error;
      this.changed(id);
      this.published.push([':cancels', id]);
    }
    return this.shown(id);
  }

  /** Ids of what a reader is shown, newest first. */
  list(reader: string, statuses: readonly string[], limit: number): readonly string[] {
    const seen = [...this.tasks].filter(
      ([, { owner, status = '' }]) => (reader === EVERYONE || reader === owner) && statuses.includes(status),
    );
    return seen
      .map(([id]) => id)
      .toSorted((a, b) => Number(b) - Number(a))
      .slice(0, limit);
  }

  private knownFor({ owner, key, fingerprint, share }: Order): Reply | undefined {
    const first = key === '' ? undefined : this.keys.get(`${owner}:${key}`);
    if (first !== undefined && first['fingerprint'] !== fingerprint) return ['conflict'];
    const joined = [...this.tasks].find(([, task]) => task['share'] === `:share:${owner}:${share}`)?.[0];
    const id = first?.['task'] ?? joined;
    if (id === undefined) return undefined;
    const task = this.task(id);
    return ['known', Number(id), this.now, { ...task }, this.around(id, task['status'] ?? '')];
  }

  private shown(id: string): Reply {
    const task = this.task(id);
    return ['task', this.now, { ...task }, this.around(id, task['status'] ?? '')];
  }

  private unseen(id: string, reader: string): Reply | undefined {
    const owner = this.tasks.get(id)?.['owner'] ?? this.gone.get(id);
    if (owner === undefined || (reader !== EVERYONE && reader !== owner)) return ['none'];
    return this.tasks.has(id) ? undefined : ['expired'];
  }

  private around(id: string, status: string, now = this.now): Reply {
    if (hasEnded({ status })) return [0, 0, ''];
    const workers = [...this.workers.values()].filter((until) => until >= now).length;
    const facts = Object.keys(this.kind).length === 0 ? '' : { ...this.kind };
    return [status === 'queued' ? this.ahead(id) : 0, workers, facts];
  }

  private ahead(id: string): number {
    const { waiting, turns } = this;
    if (turns.size < 2) return waiting.indexOf(id);
    const client = clientOf(this.task(id));
    const before = waiting.filter((other) => clientOf(this.task(other)) === client).indexOf(id);
    return Math.min(waiting.length - 1, (before + 1) * turns.size - 1);
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
    progress: '0',
    attempt: '0',
    pickups: '',
    created: String(created),
    verb,
    resource,
    ...given({ key: `:key:${owner}:${key}` }, key),
    ...given({ share: `:share:${owner}:${share}` }, share),
    ...given({ reply }, reply),
    ...given({ client }, client),
  };
}

function given(fields: Fields, by: string): Fields {
  return by === '' ? {} : fields;
}
