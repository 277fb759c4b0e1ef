import type { Mutation } from './simulation.js';

/** Ways in which the scripts could be wrong about who had a task, and whether that counts. */
export const PICKUP_BUGS: Readonly<Record<string, Mutation>> = {
  'an attempt that waits is a pickup': {
    file: 'count',
    from: 'local others = without_pickup(task.pickups, attempt)',
    to: 'local others = task.pickups',
  },
  'a release is a pickup': {
    file: 'record',
    from: 'if other ~= attempt then',
    to: 'do',
  },
  'what is given back was tried': { file: 'decline', from: 'tries - 1', to: 'tries' },
  'what is given back is a pickup': {
    file: 'decline',
    from: 'task.pickups = without_pickup(task.pickups, ARGV[2])\n',
    to: '',
  },
  'what is given back has no pause': {
    file: 'decline',
    from: ' + tonumber(ARGV[3])',
    to: '',
  },
  'a release waits for its lease': {
    file: 'release',
    from: "redis.call('ZADD', due_key(task.order.kind), now - 1, id)\n",
    to: '',
  },
  'an outage is a pickup once another attempt has followed': {
    file: 'release',
    from: 'if not ends and pickups == task.pickups then',
    to: 'if not ends then',
  },
};
