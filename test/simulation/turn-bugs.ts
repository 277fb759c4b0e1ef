import type { Mutation } from './simulation.js';

/** Ways in which clients could not take turns. */
export const TURN_BUGS: Readonly<Record<string, Mutation>> = {
  'a client is always first': {
    file: 'create',
    from: 'tonumber(own[read.round] or 0)) + 1',
    to: '0) + 1',
  },
  'a client that comes goes before all others': {
    file: 'create',
    from: 'math.max(tonumber(meta[read.round] or 0), ',
    to: 'math.max(0, ',
  },
  'a client that is done is remembered': {
    file: 'turns',
    from: "redis.call('DEL', client_key(client))",
    to: 'local _ = 0',
  },
};
