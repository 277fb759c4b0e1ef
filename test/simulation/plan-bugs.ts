import type { Mutation } from './simulation.js';

/** What is wrong with the names of steps that are kept once for all tasks. */
export const PLAN_BUGS: Readonly<Record<string, Mutation>> = {
  'a plan is not kept': {
    file: 'plans',
    from: "redis.call('HSET', plans_key, names, number, number, names)",
    to: '',
  },
  'a finished task is answered without the names of its steps': {
    file: 'view',
    from: 'flat[place] = shown(state)',
    to: '',
  },
  'a finished task is told without the names of its steps': {
    file: 'reply',
    from: 'if flat[i] == STATE then flat[i + 1] = shown(flat[i + 1]) end',
    to: '',
  },
  'the last of straight steps took as long as all': { file: 'ends', from: 'left = left - ms', to: '' },
};
