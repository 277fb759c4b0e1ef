import type { Mutation } from './simulation.js';

/** Ways in which the scripts could be wrong about tasks that are handed to idle workers. */
export const IDLE_BUGS: Readonly<Record<string, Mutation>> = {
  'a task is handed over before those that wait': {
    file: 'create',
    from: 'terms.lease > 0 and waiting == 0',
    to: 'terms.lease > 0',
  },
  'a task that is handed over is not due': {
    file: 'create',
    from: 'put(due_key(kind), lease, id)',
    to: '',
  },
  'a task that is handed over is joined': { file: 'create', from: 'if share and not worker', to: 'if share' },
  'a task that is handed over is delivered, too': {
    file: 'create',
    from: 'not worker and waiting <',
    to: 'waiting <',
  },
  'a worker is handed more than it has slots': {
    file: 'idle',
    from: 'offer(key, worker, most - 1, its_mark, wanted)',
    to: 'offer(key, worker, most, its_mark, wanted)',
  },
  'a worker is handed tasks that hears nothing': { file: 'idle', from: 'not listens(worker)', to: 'false' },
  'a worker that is busy is handed tasks before one that is not': {
    file: 'idle',
    from: 'free > most or (',
    to: '(most == 0 and free > 0) or (',
  },
  'of what a worker is handed by one command it hears the last': {
    file: 'idle',
    from: "table.insert(handed[worker], mark .. '\\0' .. granted)",
    to: "handed[worker] = { mark .. '\\0' .. granted }",
  },
  'an end frees no slot': { file: 'end', from: 'frees(kind, ARGV[10], 1)', to: '' },
  'a slot that goes on with the next task is free': {
    file: 'end',
    from: "if granted == '' then frees",
    to: 'do frees',
  },
  'a start takes no slot': { file: 'start', from: 'frees(ARGV[1], ARGV[3], -1)', to: '' },
  'a worker that has not swept for long is handed tasks': {
    file: 'sweep',
    from: 'change(key, silent[n], false)',
    to: '',
  },
  'a worker that leaves is handed tasks': {
    file: 'leave',
    from: 'change(idle_key(ARGV[i]), ARGV[1], false)',
    to: '',
  },
  'a worker that leaves is counted on': {
    file: 'leave',
    from: "redis.call('ZREM', workers_key(ARGV[i]), ARGV[1])",
    to: '',
  },
};
