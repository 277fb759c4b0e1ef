import { DELIVERY_BUGS } from './delivery-bugs.js';
import { type Mutation, Simulation } from './simulation.js';

/** More than any of them needs to be found. */
const RUNS = 10_000;
const SEED = 1;

/** Ways in which the scripts could be wrong: a simulation that lets one of them pass proves nothing. */
const BUGS: Readonly<Record<string, Mutation>> = {
  'a write needs no fence': {
    file: 'keys',
    from: "if task[1] ~= 'active' or task[2] ~= attempt or",
    to: "if task[1] ~= 'active' or",
  },
  'a write needs no lease': {
    file: 'keys',
    from: ' or tonumber(task[3]) < now then return nil end',
    to: ' then return nil end',
  },
  'a start takes a task that another holds': { file: 'start', from: "'(' .. now", to: "'+inf'" },
  'a start takes a task in the last moment of its lease': { file: 'start', from: "'(' .. now", to: 'now' },
  'a start leaves who was left for those that wait': {
    file: 'start',
    from: 'left or take_turn(kind)',
    to: 'take_turn(kind) or left',
  },
  'a start is not noted as due': {
    file: 'start',
    from: "redis.call('ZADD', due_key(kind), lease, id)\n",
    to: '',
  },
  'a checkpoint does not move what is due': {
    file: 'checkpoint',
    from: "redis.call('ZADD', due_key(task.kind), lease, id)\n",
    to: '',
  },
  'an end stays due': { file: 'end', from: "redis.call('ZREM', due_key(task.kind), id)\n", to: '' },
  'changes are not published': {
    file: 'keys',
    from: "  redis.call('PUBLISH', changes_channel(owner, id), change)\n",
    to: '',
  },
  'changes are not published to who watches lists': {
    file: 'keys',
    from: "do redis.call('PUBLISH', all_changes_channel(reader), change) end",
    to: 'do end',
  },
  'an end is not told to who holds its request': {
    file: 'end',
    from: 'reply(id, task.reply, now)\n',
    to: '',
  },
  'a cancel is not told to workers': {
    file: 'cancel',
    from: "  redis.call('PUBLISH', cancels_channel, id)\n",
    to: '',
  },
  'a cancelled task is finished': {
    file: 'end',
    from: 'if overtaken(task, ARGV[7]) then',
    to: 'if false then',
  },
  'a cancel forgets an error before it': { file: 'cancel', from: ' and not task.error then', to: ' then' },
  'pickups are not counted': {
    file: 'start',
    from: ", 'pickups', pickups,",
    to: ',',
  },
  'pickups are not counted anew at a checkpoint': {
    file: 'checkpoint',
    from: ", 'pickups', ARGV[2],",
    to: ',',
  },
  'progress falls': {
    file: 'checkpoint',
    from: 'math.max(task.progress, tonumber(ARGV[5]))',
    to: 'tonumber(ARGV[5])',
  },
  'a checkpoint outlives its task': { file: 'end', from: "gone[#gone + 1] = 'done:' .. name end", to: 'end' },
  'a key is not kept': {
    file: 'create',
    from: "redis.call('HSET', key, 'task', id, 'fingerprint', ARGV[12])",
    to: 'local _ = 0',
  },
  'a key is good for anything': { file: 'create', from: 'first[2] == ARGV[12] and', to: 'true and' },
  'a key is everybody’s': {
    file: 'keys',
    from: "base .. ':key:' .. owner .. ':' .. key",
    to: "base .. ':key:' .. key",
  },
  'a key outlives its task': { file: 'expire', from: "if key then redis.call('DEL', key) end", to: '' },
  'a read joins one that has begun': { file: 'keys', from: "    redis.call('DEL', share)\n", to: '' },
  'another’s task is read': {
    file: 'read',
    from: 'if not sees(ARGV[2], task.owner)',
    to: 'if not task.owner',
  },
  'another’s task is cancelled': {
    file: 'cancel',
    from: 'if not sees(ARGV[2], task.owner)',
    to: 'if not task.owner',
  },
  'an id is given twice': {
    file: 'create',
    from: "redis.call('HINCRBY', meta_key, 'id', 1)",
    to: "math.max(1, redis.call('HINCRBY', meta_key, 'id', 1) - 1)",
  },
  'two are created at the same time': { file: 'create', from: '+ 1)\nlocal id', to: ')\nlocal id' },
  'a list keeps what has moved': {
    file: 'keys',
    from: '  list_out(id, task)\n  task.status',
    to: '  task.status',
  },
  'a list keeps what is over': { file: 'expire', from: '    list_out(id, task)\n', to: '' },
  'nobody sees all': {
    file: 'keys',
    from: 'and { owner } or { owner, EVERYONE }',
    to: 'and { owner } or { owner }',
  },
  'a page is not in order': { file: 'list', from: 'return a > b', to: 'return a < b' },
  'a client is always first': { file: 'keys', from: 'first[2] + 1, first[1])', to: 'first[2], first[1])' },
  'a client that is done keeps its turn': {
    file: 'keys',
    from: "redis.call('ZREM', turns_key(kind), client) end",
    to: 'end',
  },
  'a cancelled task keeps its place': {
    file: 'keys',
    from: "  redis.call('ZREM', line_key(kind, client), id)\n",
    to: '',
  },
  'an end is not counted': { file: 'keys', from: '    count_open(task.client or task.owner, -1)\n', to: '' },
  'a limit lets one too many in': { file: 'create', from: '>= limit(16)', to: '> limit(16)' },
  ...DELIVERY_BUGS,
  'a step ends before it began, by a clock that was set back': {
    file: 'keys',
    from: 'after = math.max(after, tonumber(ended) or tonumber(started) or after)',
    to: '',
  },
  'a step begins before its task, by a clock that was set back': {
    file: 'keys',
    from: 'math.max(0, now - milliseconds(created))',
    to: 'now - milliseconds(created)',
  },
  'a task ends before its steps, by a clock that was set back': {
    file: 'end',
    from: "'ended', ended,",
    to: "'ended', now,",
  },
  'a clock that was set back before the first sweep is not noticed': {
    file: 'sweep',
    from: 'or math.huge',
    to: 'or now',
  },
  'a clock that was set back is not noticed': { file: 'sweep', from: 'swept > now', to: 'false' },
  'a lease lasts until a clock that was set back has caught up': {
    file: 'sweep',
    from: "do redis.call('HSET', record_key(id), 'lease', now + lease) end",
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
    from: "string.format('(%.0f', (now + 1) * 1000)",
    to: "'+inf'",
  },
  'a delivery is lost again until a clock that was set back has caught up': {
    file: 'sweep',
    from: '(since >= 0 and since < ON_THE_WAY)',
    to: 'since < ON_THE_WAY',
  },
  'an attempt that waits is a pickup': {
    file: 'count',
    from: '\nuncount(id, attempt)',
    to: '',
  },
  'a release is a pickup': {
    file: 'keys',
    from: 'if other ~= attempt then',
    to: 'do',
  },
  'a release waits for its lease': {
    file: 'release',
    from: "redis.call('ZADD', due_key(task.kind), now - 1, id)\n",
    to: '',
  },
  'an outage is a pickup once another attempt has followed': {
    file: 'release',
    from: 'uncount(id, attempt)',
    to: 'if held(id, attempt, now) then uncount(id, attempt) end',
  },
  'a heartbeat renews what it lost': {
    file: 'renew',
    from: 'if not task then\n',
    to: "task = task or (redis.call('HEXISTS', record_key(id), 'steps') == 1 and { kind = 'k', progress = 0, owner = '' })\n  if not task then\n",
  },
  'a heartbeat that comes late takes tries back': {
    file: 'renew',
    from: ' and tonumber(tries) > tonumber(known)',
    to: '',
  },
  'a heartbeat tells of a step that is not the one in progress': {
    file: 'renew',
    from: 'name == step and ',
    to: 'step and ',
  },
  'failed tasks are observed': {
    file: 'end',
    from: '  observe(task.kind, steps)\nend',
    to: 'end\nobserve(task.kind, steps)',
  },
};

describe('a simulation finds that', () => {
  it.each(Object.entries(BUGS))('%s', async (_, mutation) => {
    const simulation = await Simulation.open(9, mutation);
    try {
      expect(await simulation.compare(RUNS, SEED, false)).toContain('but should be');
    } finally {
      await simulation.close();
    }
  });
});
