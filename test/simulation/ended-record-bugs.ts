import type { Mutation } from './simulation.js';

/** What is wrong with records of ended tasks, which keep nothing that others have or nobody needs. */
export const ENDED_RECORD_BUGS: Readonly<Record<string, Mutation>> = {
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
  'a task that has finished keeps its names': {
    file: 'end',
    from: "if status == 'finished' then gone[#gone + 1] = NAMES end",
    to: '',
  },
  'a task that failed loses its names': {
    file: 'end',
    from: "if status == 'finished' then gone",
    to: 'if true then gone',
  },
  'an attempt that ends its task again is told that it has lost it': {
    file: 'ends',
    from: 'return task and task.attempt == attempt',
    to: 'return false and task.attempt == attempt',
  },
  'an attempt may say that it has ended what another has': {
    file: 'ends',
    from: 'return task and task.attempt == attempt and',
    to: 'return task and',
  },
  'a task that ended otherwise has ended so': {
    file: 'ends',
    from: ' and task.status == status',
    to: " and task.status ~= 'active'",
  },
  'the last of straight steps took as long as all': { file: 'ends', from: 'left = left - ms', to: '' },
};
