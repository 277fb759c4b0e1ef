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
    from: 'waiting < math.max(1, workers)',
    to: 'true',
  },
  'what is left to start is nobody’s share': {
    file: 'grant',
    from: 'math.ceil(to_start / workers_of(kind))',
    to: '0',
  },
  'a worker takes the shares of all': {
    file: 'grant',
    from: 'to_start / workers_of(kind)',
    to: 'to_start',
  },
  'what workers left is nobody’s share': {
    file: 'grant',
    from: 'if left then to_start',
    to: 'if false then to_start',
  },
  'a backlog lacks what it was never to have': {
    file: 'sweep',
    from: 'math.min(left + waiting, enough)',
    to: '(left + waiting)',
  },
  'without workers nothing is delivered': {
    file: 'create',
    from: 'waiting < math.max(1, workers)',
    to: 'waiting < workers',
  },
  'what workers left is taken for a backlog': {
    file: 'sweep',
    from: 'many and left == 0 and 1',
    to: 'many and 1',
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
