import type { Mutation } from './simulation.js';

/** Ways in which lists in chunks, and those by which tasks are forgotten, could be wrong. */
export const LIST_BUGS: Readonly<Record<string, Mutation>> = {
  'a chunk that is empty stays in its list': {
    file: 'lists',
    from: "redis.call('ZREM', list_key(list), chunk)",
    to: '',
  },
  'a list does not have a chunk that is new': { file: 'lists', from: 'count <= added', to: 'count < added' },
  'a chunk has ids of all partitions, and so fewer of its own': {
    file: 'lists',
    from: 'CHUNK * partitions',
    to: 'CHUNK',
  },
  'what comes into a chunk as others leave it is not found': {
    file: 'lists',
    from: 'if count == 0 then',
    to: 'if count <= #moves.gone then',
  },
  'a page begins with a task that is too new': {
    file: 'newest',
    from: 'count_since(ids, before) + 1',
    to: '1',
  },
  'a page ends with a task that is too old': {
    file: 'newest',
    from: 'since and count_since(ids, since)',
    to: '#ids',
  },
  'a page has no more than is looked at at once': {
    file: 'newest',
    from: 'until #chunks < CHUNKS',
    to: 'until true',
  },
  'a task is forgotten before its retention is over': {
    file: 'expiry',
    from: 'math.ceil(at / 1000)',
    to: 'math.floor(at / 1000)',
  },
};
