import type { Mutation } from './simulation.js';

/** Ways in which the scripts could be wrong about what is to be delivered. */
export const DELIVERY_BUGS: Readonly<Record<string, Mutation>> = {
  'a backlog looks lost': {
    file: 'sweep',
    from: 'math.min(left + waiting, enough) - depth',
    to: 'left + waiting',
  },
  'a backlog is delivered as a whole': {
    file: 'create',
    from: 'waiting < slots_of(kind)',
    to: 'true',
  },
  'nobody goes on without a delivery': {
    file: 'grant',
    from: 'waiting > slots_of(kind)',
    to: 'false',
  },
  'a backlog lacks what it was never to have': {
    file: 'sweep',
    from: 'math.min(left + waiting, enough)',
    to: '(left + waiting)',
  },
  'without workers nothing is delivered': {
    file: 'create',
    from: 'waiting < tonumber(ARGV[22]) or ',
    to: '',
  },
  'what was left lacks no delivery': {
    file: 'sweep',
    from: 'left + long_waiting(kind)',
    to: 'long_waiting(kind)',
  },
  'what is on its way to the queue is delivered again': {
    file: 'sweep',
    from: 'since < ON_THE_WAY',
    to: 'false',
  },
  'a new task looks lost': {
    file: 'sweep',
    from: 'left + long_waiting(kind)',
    to: 'left + waiting',
  },
};
