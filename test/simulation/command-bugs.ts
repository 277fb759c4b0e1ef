import type { Mutation } from './simulation.js';

/** What is wrong with commands that carry out several calls, which share what they read and write. */
export const COMMAND_BUGS: Readonly<Record<string, Mutation>> = {
  'a counter moves once however many calls a command has': {
    file: 'hashes',
    from: 'hash.fields[name], hash.changed[name] = value, value',
    to: 'hash.changed[name] = value',
  },
  'what was counted is not kept': {
    file: 'hashes',
    from: "if #changes > 0 then redis.call('HSET', key, unpack(changes)) end",
    to: '',
  },
  'a place in line is told before all stand in it who came together': {
    file: 'orders',
    from: "return function()\n    local _, view = viewed(id)\n    return { 'known', tonumber(id), view }\n  end",
    to: "local _, view = viewed(id)\n  return { 'known', tonumber(id), view }",
  },
  'of those who come together the last counts': {
    file: 'turns',
    from: 'waiting[kind] = waiting_of(kind) + 1',
    to: 'waiting_of(kind)',
  },
  'those who leave together still wait': {
    file: 'turns',
    from: 'waiting[kind] = waiting_of(kind) - 1',
    to: 'local _',
  },
  'what a command takes out of sets stays in': { file: 'sets', from: 'gone[#gone + 1] = id', to: 'local _' },
  'of what a command puts into a set the last is there': {
    file: 'sets',
    from: 'moves.added[n + 1], moves.added[n + 2], moves.length = score, id, n + 2',
    to: 'moves.added[1], moves.added[2] = score, id',
  },
  'a turn is given to each who asks in one command': {
    file: 'grant',
    from: 'ahead[kind].taken = ahead[kind].taken + 1',
    to: '',
  },
  'those who were taken in one command stay in line': {
    file: 'grant',
    from: 'if line.taken > 0 then',
    to: 'if false then',
  },
  'one more leaves the line than was taken': {
    file: 'grant',
    from: 'waiting_key(kind), 0, last)',
    to: 'waiting_key(kind), 0, last + 1)',
  },
  'the round that is served is that of the first who was taken': {
    file: 'grant',
    from: "last, last, 'WITHSCORES'",
    to: "0, 0, 'WITHSCORES'",
  },
  'a task that was left is granted to each who asks in one command': {
    file: 'grant',
    from: "redis.call('ZADD', due_key(kind), lease, id)",
    to: 'put(due_key(kind), lease, id)',
  },
  'lists hear of one change of a command': {
    file: 'record',
    from: 'heard[#heard + 1] = told',
    to: 'heard[1] = told',
  },
};
