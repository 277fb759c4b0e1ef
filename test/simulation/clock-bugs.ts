import type { Mutation } from './simulation.js';

/** Ways in which the scripts could be wrong about a clock that was set back. */
export const CLOCK_BUGS: Readonly<Record<string, Mutation>> = {
  'a step ends before it began, by a clock that was set back': {
    file: 'record',
    from: 'if after < before then after = before end',
    to: '',
  },
  'a step begins before its task, by a clock that was set back': {
    file: 'record',
    from: 'now - task.born, number_of(task.changed)',
    to: "now - task.born, task.changed == '' and -math.huge or task.changed + 0",
  },
  'a clock that was set back before the first sweep is not noticed': {
    file: 'sweep',
    from: 'or math.huge',
    to: 'or now',
  },
  'a clock that was set back is not noticed': { file: 'sweep', from: 'swept > now', to: 'false' },
  'a lease lasts until a clock that was set back has caught up': {
    file: 'sweep',
    from: 'do end_sooner(id) end',
    to: 'do end',
  },
  'a retention lasts until a clock that was set back has caught up': {
    file: 'sweep',
    from: 'local ended = cut(expiry_key, now + tonumber(ARGV[3]))',
    to: 'local ended = {}',
  },
  'a worker counts until a clock that was set back has caught up': {
    file: 'sweep',
    from: "    redis.call('ZREMRANGEBYSCORE', workers_key(kind), '(' .. now + 2 * lease, '+inf')\n",
    to: '',
  },
  'a lost delivery waits until a clock that was set back has caught up': {
    file: 'sweep',
    from: 'age < 0 or ',
    to: '',
  },
  'a delivery is lost again until a clock that was set back has caught up': {
    file: 'sweep',
    from: '(since >= 0 and since < ON_THE_WAY)',
    to: 'since < ON_THE_WAY',
  },
};
