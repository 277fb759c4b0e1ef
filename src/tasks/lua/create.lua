-- Accepts a task: gives it an id, writes its record, lists it, and lets it wait for a worker. With an idempotency key
-- all of that happens once: task and key appear together or not at all, and whoever comes later is told what became of
-- the first. With a share key it happens once for as long as the task is queued: identical reads join it.
--
-- ARGV    order names steps input key fingerprint share client process, then fields: name value …
--         order and names: see record.lua
--         key and fingerprint: digests of the Idempotency-Key and of what is asked for; '' where no key was given
--         share: digest of what is read; '' for a task that is nobody else's
--         client: who counts for it; '' for its owner
--         process: what is the same for all that one asks, see terms_of in orders.lua
--         fields: of the record, those that are not always there: HEADER, BODY, CLIENT, REPLY, KEY
-- Answers one text, `id \1 created \1 1 when it must be delivered, else 0 \1 ahead \1 workers \1 packed fields of the kind`,
--         { 'known', id, the task as it is now, see view.lua }, or
--         { 'conflict' } when the key came with something else before, or
--         { 'refused', which limit, how much it allows or milliseconds until the rate allows one, workers, packed fields of the kind }
-- Uses    hashes record sets lists turns plans view begin idle orders
-- Caller  TaskStore.create, in the API; never repeated by itself, since each run without a key makes a task
local order, terms, micros = order_of(ARGV[1]), terms_of(ARGV[9]), microseconds()
local owner, kind = order.owner, order.kind

local key = ARGV[5] ~= '' and idempotency_key(owner, ARGV[5])
if key then
  local first = redis.call('HMGET', key, 'task', 'fingerprint')
  if first[1] then return first[2] == ARGV[6] and known(first[1]) or { 'conflict' } end
end
local share = ARGV[7] ~= '' and share_key(owner, ARGV[7])
if share then
  local queued = redis.call('GET', share)
  if queued then return known(queued) end
end

local client = ARGV[8] ~= '' and ARGV[8] or owner
if terms.full then return refused('memory', kind, 0) end
local read, own_key = fields_for(kind), client_key(client)
local meta, own = fields_of(meta_key, read.meta), fields_of(own_key, read.own)
local waiting = waiting_of(kind)
if tonumber(meta.open or 0) >= terms.open then return refused('open', kind, terms.open) end
if waiting >= terms.waiting then return refused('waiting', kind, terms.waiting) end
if tonumber(own.open or 0) >= terms.own then return refused('own', kind, terms.own) end

local over = over_rate(client, terms, micros)
if over > 0 then return refused('rate', kind, math.ceil(over / 1000)) end

-- Ids and times of creation grow together, also when the clock is set back by a failover. Both leave the partition's number
-- as their remainder, so that no two partitions give the same.
local partition = terms.partition
micros = math.max(micros, tonumber(meta.created or 0) + 1)
micros = micros + (partition - micros) % partitions
local created = whole(micros)
local number = tonumber(meta.id or 0) + 1
local id = whole((number - 1) * partitions + (partition == 0 and partitions or partition))
local task = { order = order, created = created, born = milliseconds(micros), status = 'queued', attempt = '', lease = '',
  version = '1', progress = '', pickups = '', started = '', changed = '', steps = ARGV[3], error = false }
-- Where none waits before it and a worker is idle, the task begins at once: it never stands in line, and nobody's turn changes.
local worker, mark
if terms.lease > 0 and waiting == 0 then worker, mark = take_slot(idle_key(kind), step_names(task.steps)) end
local lease = worker and begin(task, terms.lease, clock())

local state = state_of(task)
if key then redis.call('HSET', key, 'task', id, 'fingerprint', ARGV[6]) end
-- What has begun is no longer joined.
if share and not worker then
  redis.call('SET', share, id)
  write_new(id, ARGV[1], created, ARGV[2], state, ARGV[4], SHARE, ARGV[7], unpack(ARGV, 10))
else
  write_new(id, ARGV[1], created, ARGV[2], state, ARGV[4], unpack(ARGV, 10))
end

change(meta_key, 'id', number)
change(meta_key, 'created', created)
change(meta_key, 'open', (meta.open or 0) + 1)
change(own_key, 'open', (own.open or 0) + 1)
if worker then
  put(due_key(kind), lease, id)
else
  local round = math.max(tonumber(meta[read.round] or 0), tonumber(own[read.round] or 0)) + 1
  change(own_key, read.round, round)
  stand_in_line(kind, whole(round), id)
end
note_list(order)
list_in(id, task)
if worker then
  local fields = { ORDER, ARGV[1], CREATED, created, NAMES, ARGV[2], STATE, state, INPUT, ARGV[4], unpack(ARGV, 10) }
  hand(worker, mark, packed({ id, '0', packed(fields) }))
end
tell(id, task)
local workers, facts = known_of(kind)
-- See workers_of in turns.lua: the kind's workers are known here already.
local deliver = not worker and waiting < math.max(1, workers)
return function()
  return table.concat({ id, created, deliver and 1 or 0, ahead_of(id, order, task.status), workers, facts }, '\1')
end
