import { named } from '../support/record.js';
import { inOrder } from './store.state.js';

/** A hash, or a sorted set with its scores, or packed fields: by name. */
export type Row = Readonly<Record<string, string>>;

/** What each key holds, by the key without the base it begins with. */
export type Rows = Record<string, Row | string | readonly (readonly string[])[]>;

/** Adds a member to a sorted set. */
export function zset(rows: Rows, key: string, member: string, score: number): void {
  rows[key] = { ...(rows[key] as Row | undefined), [member]: String(score) };
}

/**
 * Before a script: KEYS[2] begins with its clock, epoch microseconds, and what it publishes is kept in a list instead, so that a
 * run can be repeated and looked at. Of the workers w2 hears nothing, and no time passes by which offers would end.
 */
export const SHIM = `
local real = redis
local micros = string.match(KEYS[2], '^%d+')
local redis = { call = function(name, ...)
  if name == 'TIME' then return { string.sub(micros, 1, -7), string.sub(micros, -6) } end
  if name == 'PUBSUB' then return { '', string.sub((select(2, ...)), -2) == 'w2' and 0 or 1 } end
  if name == 'PEXPIRE' and string.find((...), ':idle:', 1, true) then return 1 end
  if name == 'SPUBLISH' then return real.call('RPUSH', KEYS[1] .. ':published', table.concat({ ... }, '\\1')) end
  return real.call(name, ...)
end }
`;

/** Reads all keys of the database, as JSON: [key, type, [content …]] each. */
export const DUMP = `
local found = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local type, content = redis.call('TYPE', key).ok, nil
  if type == 'hash' then content = redis.call('HGETALL', key) end
  if type == 'zset' then content = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES') end
  if type == 'set' then content = redis.call('SMEMBERS', key) end
  if type == 'list' then content = redis.call('LRANGE', key, 0, -1) end
  if type == 'string' then content = { redis.call('GET', key) } end
  found[#found + 1] = { key, type, content }
end
return cjson.encode(found)
`;

type Dumped = readonly (readonly [key: string, type: string, content: readonly string[]])[];

/** Reads what DUMP answered. */
export function rowsOf(json: string, base: string): Rows {
  const rows: Rows = {};
  const dumped = JSON.parse(json.replaceAll(base, '')) as Dumped | Record<string, never>;
  if (!Array.isArray(dumped)) return rows;
  for (const [key, type, content] of dumped as Dumped) {
    if (key === ':published') rows[key] = byChannel(content.flatMap(messagesOf));
    else if (type === 'list') rows[key] = content.join();
    else if (type === 'set') rows[key] = content.toSorted().join();
    else if (key.startsWith(':list:')) rows[key] = Object.keys(pairs(content)).toSorted().join();
    else if (type === 'string') rows[key] = content[0] ?? '';
    else rows[key] = key.startsWith(':task:') ? named(pairs(content)) : pairs(content);
  }
  return withPlans(rows);
}

/** The same with records that say which steps they had, wherever Redis keeps that. */
function withPlans(rows: Rows): Rows {
  const plans = (rows[':plans'] ?? {}) as Row;
  const named = Object.entries(rows).map(([key, row]) => [
    key,
    key.startsWith(':task:') ? withNames(row as Row, plans) : row,
  ]);
  return Object.fromEntries(named) as Rows;
}

/** A record whose steps went straight, with their names in place of the number that stands for them. */
function withNames(record: Row, plans: Row): Row {
  const { steps } = record;
  if (steps === undefined) return record;
  return { ...record, steps: steps.replace(/^=(\d+)/, (_, number: string) => `=${plans[number] ?? number}`) };
}

/** Messages in the order in which each channel has them. */
export function byChannel(messages: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return messages.toSorted(([one = ''], [other = '']) => (one < other ? -1 : Number(one > other)));
}

/** A message, or each of its lines: its channel and its parts; those of a record in the order of their names. */
function messagesOf(text: string): readonly (readonly string[])[] {
  const [channel = '', ...messages] = text.split('\u0001');
  return messages.flatMap((message) => {
    const parts = message.split('\0');
    if (parts.length < 4) return message.split('\n').map((line) => [channel, line]);
    return [[channel, ...parts.slice(0, 3), ...inOrder(named(pairs(parts.slice(3))))]];
  });
}

/** What a script answered, its packed fields read. */
export function readReply(reply: unknown, base: string): unknown {
  if (Array.isArray(reply)) return reply.map((part) => readReply(part, base));
  if (typeof reply !== 'string') return reply;
  const text = reply.replaceAll(base, '');
  return text.includes('\u0001') ? viewOf(text.split('\u0001')) : recordOf(text);
}

/** What a script answered that made a task. */
export function readCreated(reply: string): unknown {
  const [id, created, deliver, ahead, workers, facts = ''] = reply.split('\u0001');
  return [
    'created',
    Number(id),
    Number(created),
    Number(ahead),
    Number(workers),
    packedOf(facts),
    Number(deliver),
  ];
}

/** The ids of the tasks of a list. */
export function readList([, , , rows]: readonly [
  more: number,
  now: string,
  kinds: string,
  rows: string,
]): unknown {
  return rows === '' ? [] : rows.split('\u0001').filter((_, part) => part % 6 === 0);
}

/** A task with what an estimate needs, as lua/view.lua writes it. */
function viewOf([now, ahead, workers, kind = '', record = '']: readonly string[]): unknown {
  return [Number(now), recordOf(record), [Number(ahead), Number(workers), packedOf(kind)]];
}

/** A record, or a grant: its id and the share of a worker stand before it. */
function recordOf(text: string): Row | string {
  return text.includes('\0') ? named(pairs(text.split('\0'))) : text;
}

function packedOf(text: string): Row | string {
  return text.includes('\0') ? pairs(text.split('\0')) : text;
}

/** Names and values that stand in turn, as an object. */
export function pairs(flat: readonly string[]): Row {
  const entries: [string, string][] = [];
  for (let i = 0; i < flat.length; i += 2) entries.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return Object.fromEntries(entries);
}
