import { byChannel, type Rows, zset } from './keyspace.js';
import { CHUNK, clientOf, type Fields, hasEnded, KIND, readersOf, type StoreState } from './store.state.js';

/** Every key that Redis must have when the store is in this state, and what it holds. */
export function rowsOfState(state: StoreState): Rows {
  const rows: Rows = {};
  for (const [id, task] of state.tasks) addTask(rows, id, task, state.partitions);
  addClients(rows, state);
  for (const [id, owner] of state.gone) rows[`:task:${id}`] = { gone: owner };
  for (const [key, fields] of state.keys) rows[`:key:${key}`] = { ...fields };
  const sets = {
    [`:waiting:${KIND}`]: state.rounds,
    [`:due:${KIND}`]: state.due,
    [`:workers:${KIND}`]: state.workers,
  };
  for (const [key, members] of Object.entries(sets)) {
    for (const [member, score] of members) zset(rows, key, member, score);
  }
  addExpiry(rows, state);
  if (state.idle.size > 0) {
    const idle = [...state.idle].map(([name, { free, mark }]) => [name, `${free} ${mark} x,y`]);
    rows[`:idle:${KIND}`] = Object.fromEntries(idle) as Fields;
  }
  if (Object.keys(state.kind).length > 0) rows[`:kind:${KIND}`] = { ...state.kind };
  addPlans(rows, state);
  if (state.published.length > 0) rows[':published'] = byChannel(state.published);
  if (state.lists.size > 0) rows[':lists'] = [...state.lists].toSorted().join();
  if (state.numbers > 0 || Number.isFinite(state.swept)) rows[':meta'] = meta(state);
  return rows;
}

function addPlans(rows: Rows, { plans }: StoreState): void {
  if (plans.size === 0) return;
  const named = [...plans].flatMap((names, n) => [
    [names, String(n + 1)],
    [String(n + 1), names],
  ]);
  rows[':plans'] = { '#': String(plans.size), ...(Object.fromEntries(named) as Fields) };
}

function addExpiry(rows: Rows, state: StoreState): void {
  for (const [second, at] of state.seconds) {
    zset(rows, ':expiry', second, at);
    rows[`:expiry:${second}`] = state.overIn(second).join();
  }
}

function addTask(rows: Rows, id: string, task: Fields, partitions: number): void {
  rows[`:task:${id}`] = { ...task };
  const { owner = '', status = '', verb = '', resource = '', share } = task;
  const isCollection = resource.endsWith('/');
  const names = isCollection ? [resource] : [KIND, resource];
  for (const reader of readersOf(owner)) {
    for (const name of names) addToList(rows, `${reader}:${status}:${verb} ${name}`, id, partitions);
  }
  if (share !== undefined) rows[`:share:${owner}:${share}`] = id;
}

/** By when a chunk is found in its list is seen by what pages with bounds of times answer. */
function addToList(rows: Rows, list: string, id: string, partitions: number): void {
  const chunk = String(Math.floor(Number(id) / (CHUNK * partitions)));
  addTo(rows, `:list:${list}`, chunk);
  addTo(rows, `:ids:${chunk}:${list}`, id);
}

function addTo(rows: Rows, key: string, member: string): void {
  const members = new Set(((rows[key] as string | undefined) ?? member).split(','));
  rows[key] = [...members.add(member)].toSorted().join();
}

function meta({ numbers, lastCreated, open, round, swept, claimed }: StoreState): Fields {
  const last = numbers === 0 ? {} : { id: String(numbers), created: String(lastCreated), open: String(open) };
  const served = round === undefined ? {} : { [`round:${KIND}`]: String(round) };
  const sweeps = Number.isFinite(swept) ? { [`swept:${KIND}`]: String(swept) } : {};
  return {
    ...last,
    ...served,
    ...sweeps,
    ...(claimed === 0 ? {} : { [`claimed:${KIND}`]: String(claimed) }),
  };
}

function addClients(rows: Rows, { tasks, lastRounds }: StoreState): void {
  const open = [...tasks.values()].filter((task) => !hasEnded(task)).map(clientOf);
  for (const client of new Set(open)) {
    const own = open.filter((other) => other === client).length;
    const round = lastRounds.get(client);
    rows[`:client:${client}`] = {
      open: String(own),
      ...(round === undefined ? {} : { [`round:${KIND}`]: String(round) }),
    };
  }
}
