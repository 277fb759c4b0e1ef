import { CLOCK_BUGS } from './clock-bugs.js';
import { COMMAND_BUGS } from './command-bugs.js';
import { DELIVERY_BUGS } from './delivery-bugs.js';
import { ENDED_RECORD_BUGS } from './ended-record-bugs.js';
import { IDLE_BUGS } from './idle-bugs.js';
import { LIST_BUGS } from './list-bugs.js';
import { PICKUP_BUGS } from './pickup-bugs.js';
import { SELDOM_BUGS } from './seldom-bugs.js';
import { type Mutation, Simulation } from './simulation.js';
import { StoreModel } from './store.model.js';
import { TURN_BUGS } from './turn-bugs.js';

/** More than any of them needs to be found. */
const RUNS = 30_000;
const SEED = 1;

/** Ways in which the scripts could be wrong: a simulation that lets one of them pass proves nothing. */
const BUGS: Readonly<Record<string, Mutation>> = {
  'a write needs no fence': {
    file: 'attempt',
    from: "task.status ~= 'active' or task.attempt ~= attempt or",
    to: "task.status ~= 'active' or",
  },
  'a write needs no lease': {
    file: 'attempt',
    from: ' or task.lease + task.born < now then',
    to: ' then',
  },
  'a start takes a task that another holds': { file: 'grant', from: "'(' .. whole(now)", to: "'+inf'" },
  'a start takes a task in the last moment of its lease': {
    file: 'grant',
    from: "'(' .. whole(now)",
    to: 'whole(now)',
  },
  'a start leaves who was left for those that wait': {
    file: 'grant',
    from: 'if left then id = left else',
    to: 'if left and waiting_of(kind) == 0 then id = left else left = nil',
  },
  'a start is not noted as due': {
    file: 'grant',
    from: 'put(due_key(kind), lease, id)',
    to: '',
  },
  'a heartbeat does not move what is due': {
    file: 'renew',
    from: "redis.call('ZADD', due_key(task.order.kind), lease, id)\n",
    to: '',
  },
  'an end stays due': { file: 'end', from: 'take(due_key(kind), id)\n', to: '' },
  'changes are not published': {
    file: 'record',
    from: "  redis.call('SPUBLISH', order.channel .. id, told)\n",
    to: '',
  },
  'changes are not published to who watches lists': {
    file: 'record',
    from: "redis.call('SPUBLISH', base .. ':changes:' .. reader, table.concat(lines[reader], '\\n'))",
    to: 'local _',
  },
  'an end is not told to who holds its request': {
    file: 'end',
    from: 'reply(id, names, process, now)\n',
    to: '',
  },
  'a cancel is not told to workers': {
    file: 'cancel',
    from: "  redis.call('SPUBLISH', base .. ':cancels', id)\n",
    to: '',
  },
  'a cancelled task is finished': {
    file: 'end',
    from: 'if overtaken(task, value) then',
    to: 'if false then',
  },
  'a cancel forgets an error before it': { file: 'cancel', from: ' and not task.error then', to: ' then' },
  'pickups are not counted': {
    file: 'begin',
    from: 'task.pickups = with_pickup(task.pickups, task.attempt)',
    to: '',
  },
  'pickups are not counted anew at a checkpoint': {
    file: 'checkpoint',
    from: 'task.pickups = ARGV[2]\n',
    to: '',
  },
  'a time of a step moves when its task is begun again': {
    file: 'begin',
    from: 'begun(steps_of(task))',
    to: 'begun(task.steps)',
  },
  'a time of a step moves when its task is undone again': {
    file: 'begin',
    from: 'task.error and steps_of(task)',
    to: 'task.error and task.steps',
  },
  'it is not noted how long the last step took': {
    file: 'ends',
    from: 'string.gmatch(steps_of(task), ',
    to: 'string.gmatch(task.steps, ',
  },
  'progress falls': {
    file: 'checkpoint',
    from: 'if ARGV[4] - number_of(task.progress) > 0 then',
    to: 'do',
  },
  'a checkpoint outlives its task': {
    file: 'ends',
    from: 'fields[place + 1] = checkpoint_field(place)',
    to: "fields[1] = '-'",
  },
  'a key is not kept': {
    file: 'create',
    from: "redis.call('HSET', key, 'task', id, 'fingerprint', ARGV[6])",
    to: 'local _ = 0',
  },
  'a key is good for anything': { file: 'create', from: 'first[2] == ARGV[6] and', to: 'true and' },
  'a key is everybody’s': {
    file: 'keys',
    from: "base .. ':key:' .. owner .. ':' .. key",
    to: "base .. ':key:' .. key",
  },
  'a key outlives its task': {
    file: 'expire',
    from: "redis.call('DEL', idempotency_key(owner, key))",
    to: '',
  },
  'a read joins one that has begun': {
    file: 'grant',
    from: "redis.call('DEL', share_key(task.order.owner, fields[SHARE]))\n",
    to: '',
  },
  'another’s task is read': {
    file: 'read',
    from: 'if not sees(ARGV[2], order and order.owner or gone)',
    to: 'if not (order or gone)',
  },
  'another’s task is cancelled': {
    file: 'cancel',
    from: 'if not sees(ARGV[2], owner)',
    to: 'if not owner',
  },
  'an id is given twice': {
    file: 'create',
    from: 'tonumber(meta.id or 0) + 1',
    to: 'math.max(1, tonumber(meta.id or 0))',
  },
  'two are created at the same time': { file: 'create', from: '+ 1)\nmicros =', to: ')\nmicros =' },
  'two of two partitions are created at the same time': {
    file: 'create',
    from: 'micros = micros + (partition - micros) % partitions\n',
    to: '',
  },
  'two partitions give the same ids': {
    file: 'create',
    from: '(number - 1) * partitions + (partition == 0 and partitions or partition)',
    to: 'number',
  },
  'a list keeps what has moved': {
    file: 'end',
    from: "list_out(id, task.order, 'active')\n",
    to: '',
  },
  'a list keeps what is over': {
    file: 'expire',
    from: '    list_out(id, task.order, task.status)\n',
    to: '',
  },
  'nobody sees all': {
    file: 'record',
    from: 'and { owner } or { owner, EVERYONE }',
    to: 'and { owner } or { owner }',
  },
  'a page is not in order': { file: 'list', from: 'return a > b', to: 'return a < b' },
  'a cancelled task keeps its place': {
    file: 'cancel',
    from: "  redis.call('ZREM', waiting_key(task.order.kind), id)\n",
    to: '',
  },
  'a list is not known': { file: 'create', from: 'note_list(order)\n', to: '' },
  'a member has no list of its own': { file: 'lists', from: 'order.kind, path', to: 'order.kind' },
  'an end is not counted': { file: 'end', from: 'leave_open(client or task.order.owner)\n', to: '' },
  'a limit lets one too many in': { file: 'create', from: '>= terms.open', to: '> terms.open' },
  ...DELIVERY_BUGS,
  ...IDLE_BUGS,
  ...CLOCK_BUGS,
  ...COMMAND_BUGS,
  ...ENDED_RECORD_BUGS,
  ...TURN_BUGS,
  ...PICKUP_BUGS,
  ...LIST_BUGS,
  'a heartbeat renews what it lost': {
    file: 'renew',
    from: 'if not task then\n',
    to: 'task = task or some_of(id)\n  if not task then\n',
  },
  'a heartbeat tells of a step that is not the one in progress': {
    file: 'renew',
    from: 'name == step and ',
    to: 'step and ',
  },
  'failed tasks are observed': {
    file: 'end',
    from: "if status == 'finished' then\n  task.progress",
    to: "if status == 'failed' then observe(kind, task, ARGV[4], now) end\nif status == 'finished' then\n  task.progress",
  },
};

describe('a simulation finds that', () => {
  it.each(Object.entries(SELDOM_BUGS))('%s', async (_, { mutation, operations }) => {
    const simulation = await Simulation.open(9, mutation);
    try {
      const run = simulation.run(operations, new StoreModel(0, 1), true);
      await expect(run).rejects.toThrow('but should be');
    } finally {
      await simulation.close();
    }
  });

  it.each(Object.entries(BUGS))('%s', async (_, mutation) => {
    const simulation = await Simulation.open(9, mutation);
    try {
      expect(await simulation.compare(RUNS, SEED, false)).toContain('but should be');
    } finally {
      await simulation.close();
    }
  });
});
