import { type Rows, zset } from './keyspace.js';
import {
  clientOf,
  EVERYONE,
  type Fields,
  hasEnded,
  KIND,
  readersOf,
  type StoreState,
} from './store.state.js';

/** Every key that Redis must have when the store is in this state, and what it holds. */
export function rowsOfState(state: StoreState): Rows {
  const rows: Rows = {};
  for (const [id, task] of state.tasks) addTask(rows, id, task);
  for (const [id, owner] of state.gone) rows[`:task:${id}`] = { owner };
  for (const [key, fields] of state.keys) rows[`:key:${key}`] = { ...fields };
  const sets = {
    [`:turns:${KIND}`]: state.turns,
    [`:due:${KIND}`]: state.due,
    ':expiry': state.expiry,
    [`:workers:${KIND}`]: state.workers,
  };
  for (const [key, members] of Object.entries(sets)) {
    for (const [member, score] of members) zset(rows, key, member, score);
  }
  if (Object.keys(state.kind).length > 0) rows[`:kind:${KIND}`] = { ...state.kind };
  if (state.published.length > 0) rows[':published'] = [...state.published];
  if (state.lastId > 0 || Number.isFinite(state.swept)) rows[':meta'] = meta(state);
  return rows;
}

function addTask(rows: Rows, id: string, task: Fields): void {
  rows[`:task:${id}`] = { ...task };
  const { owner = '', status = '', verb = '', resource = '', created = '', share } = task;
  for (const reader of readersOf(owner)) {
    zset(rows, `:list:${reader}:${status}:${verb}`, id, Number(created));
    zset(rows, `:list:${reader}:${status}:${verb}:${resource}`, id, Number(created));
  }
  const client = clientOf(task);
  if (status === 'queued') {
    zset(rows, `:waiting:${KIND}`, id, Number(created));
    zset(rows, `:line:${KIND}:${client}`, id, Number(id));
    if (share !== undefined) rows[share] = id;
  }
  if (!hasEnded(task)) for (const name of [EVERYONE, client]) count(rows, name);
}

function meta({ lastId, lastCreated, served, swept, claimed }: StoreState): Fields {
  const last = lastId === 0 ? {} : { id: String(lastId), created: String(lastCreated) };
  const turn = served === undefined ? {} : { [`turn:${KIND}`]: String(served) };
  const sweeps = Number.isFinite(swept) ? { [`swept:${KIND}`]: String(swept) } : {};
  return { ...last, ...turn, ...sweeps, ...(claimed === 0 ? {} : { [`claimed:${KIND}`]: String(claimed) }) };
}

function count(rows: Rows, client: string): void {
  const open = (rows[':open'] ?? {}) as Fields;
  rows[':open'] = { ...open, [client]: String(Number(open[client] ?? 0) + 1) };
}
