import type { Mutation } from './simulation.js';

/** Ways in which the scripts could be wrong about what is to be delivered. */
export const DELIVERY_BUGS: Readonly<Record<string, Mutation>> = {
  'a backlog looks lost': { file: 'sweep', from: 'left + waiting - depth, ', to: '' },
  'a backlog is delivered as a whole': { file: 'create', from: '<= enough_for(kind, ARGV[22])', to: '>= 0' },
  'nobody goes on without a delivery': {
    file: 'start',
    from: '> enough_for(kind, ARGV[3])',
    to: '> 1e9',
  },
  'a backlog lacks what it was never to have': {
    file: 'sweep',
    from: 'backlog and enough - depth or ',
    to: '',
  },
  'without workers nothing is delivered': {
    file: 'keys',
    from: 'return math.max(slots, tonumber(spare))',
    to: 'return slots',
  },
  'what was left lacks no delivery': { file: 'sweep', from: 'left + waiting - young', to: 'waiting - young' },
  'what is on its way to the queue is delivered again': {
    file: 'sweep',
    from: 'since < ON_THE_WAY',
    to: 'false',
  },
  'a new task looks lost': {
    file: 'sweep',
    from: 'left + waiting - young',
    to: 'left + waiting',
  },
};
