-- Accepts a task: gives it an id, writes its record, lists it, and lets it wait for a worker. With an idempotency key
-- all of that happens once: task and key appear together or not at all, and whoever comes later is told what became of
-- the first. With a share key it happens once for as long as the task is queued: identical reads join it.
--
-- ARGV    owner kind uid verb resource header body input steps requestid key fingerprint share reply client
--         open(of all) waiting(of the kind) own(open, of the client) rate(a second) burst full partition partitions
--         lease(milliseconds)
--         header and body: '' where they are `{}` and the input
--         key and fingerprint: digests of the Idempotency-Key and of what is asked for; '' where no key was given
--         share: digest of what is read; '' for a task that is nobody else's
--         reply: the process that holds the request until the task has ended; '' where none does
--         client: who counts for it; '' for its owner
--         open to burst: limits; 0 for none. full: 1 while Redis has no room for more
--         partition: which of the partitions this store is, from 0 on
--         lease: for which the task may be handed to a worker that is idle; '' where it may not
-- Answers { 'created', id, created, ahead, workers, packed fields of the kind, 1 when it must be delivered, else 0 },
--         { 'known', id, the task as it is now, see view.lua }, or
--         { 'conflict' } when the key came with something else before, or
--         { 'refused', which limit, how much it allows or milliseconds until the rate allows one, workers, packed fields of the kind }
-- Uses    hashes record sets lists turns view begin idle
-- Caller  TaskStore.create, in the API; never repeated by itself, since each run without a key makes a task
local function rate_key(client) return base .. ':rate:' .. client end

local owner, kind, verb, resource = ARGV[1], ARGV[2], ARGV[4], ARGV[5]
local micros = microseconds()

local function known(id) return { 'known', tonumber(id), view_of(id, record(id)) } end

local key = ARGV[11] ~= '' and idempotency_key(owner, ARGV[11])
if key then
  local first = redis.call('HMGET', key, 'task', 'fingerprint')
  if first[1] then return first[2] == ARGV[12] and known(first[1]) or { 'conflict' } end
end
local share = ARGV[13] ~= '' and share_key(owner, ARGV[13])
if share then
  local queued = redis.call('GET', share)
  if queued then return known(queued) end
end

local client = ARGV[15] ~= '' and ARGV[15] or owner
local function limit(n) return tonumber(ARGV[n]) > 0 and tonumber(ARGV[n]) or math.huge end
local function refused(by, amount) return { 'refused', by, amount, known_of(kind) } end

if ARGV[21] == '1' then return refused('memory', 0) end
local meta = fields_of(meta_key, 'id', 'created', 'open', 'attempts', round_of(kind))
local own = fields_of(client_key(client), 'open', round_of(kind))
local waiting = waiting_of(kind)
if tonumber(meta.open or 0) >= limit(16) then return refused('open', limit(16)) end
if waiting >= limit(17) then return refused('waiting', limit(17)) end
if tonumber(own.open or 0) >= limit(18) then return refused('own', limit(18)) end

-- A bucket that leaks: kept is when it will be empty (the generic cell rate algorithm, ATM Forum TM 4.0, 4.4.2).
if tonumber(ARGV[19]) > 0 then
  local every = 1000000 / tonumber(ARGV[19])
  local most = micros + tonumber(ARGV[20]) * every
  local kept = tonumber(redis.call('GET', rate_key(client)) or 0)
  -- Nobody is let that far ahead: it is from before the clock was set back, and would refuse for as long as that was.
  if kept > most then kept = 0 end
  local empty = math.max(micros, kept) + every
  local over = empty - most
  if over > 0 then return refused('rate', math.ceil(over / 1000)) end
  redis.call('SET', rate_key(client), whole(empty), 'PX', math.ceil((empty - micros) / 1000))
end

-- Ids and times of creation grow together, also when the clock is set back by a failover. Both leave the partition's number
-- as their remainder, so that no two partitions give the same.
local partition, partitions = tonumber(ARGV[22]), tonumber(ARGV[23])
micros = math.max(micros, tonumber(meta.created or 0) + 1)
micros = micros + (partition - micros) % partitions
local created = whole(micros)
local number = tonumber(meta.id or 0) + 1
local id = whole((number - 1) * partitions + (partition == 0 and partitions or partition))
change(meta_key, 'id', whole(number))
change(meta_key, 'created', created)
change(meta_key, 'open', whole((meta.open or 0) + 1))
change(client_key(client), 'open', whole((own.open or 0) + 1))

-- Where none waits before it and a worker is idle, the task begins at once: it never stands in line, and nobody's turn changes.
local worker, mark
if ARGV[24] ~= '' and waiting == 0 then worker, mark = take_slot(idle_key(kind, step_names(ARGV[9]))) end
local status, version, steps = 'queued', '1', ARGV[9]
local begins = {}
if worker then
  local attempt = attempt_after(nil)
  status, version, steps = 'active', '2', (stamped(begun(steps), created, clock()))
  begins = { LEASE, whole(clock() + tonumber(ARGV[24])), ATTEMPT, attempt, PICKUPS, attempt, STARTED, whole(milliseconds(created)) }
else
  local round = whole(math.max(tonumber(meta[round_of(kind)] or 0), tonumber(own[round_of(kind)] or 0)) + 1)
  change(client_key(client), round_of(kind), round)
  stand_in_line(kind, round, id)
end

local fields = { OWNER, owner, KIND, kind, UID, ARGV[3], STATUS, status, VERSION, version, CREATED, created, VERB, verb,
  RESOURCE, resource, INPUT, ARGV[8], STEPS, steps, REQUEST, ARGV[10], unpack(begins) }
local optional = { HEADER, ARGV[6], BODY, ARGV[7], KEY, ARGV[11], SHARE, worker and '' or ARGV[13], REPLY, ARGV[14],
  CLIENT, client ~= owner and client or '' }
for i = 1, #optional, 2 do
  if optional[i + 1] ~= '' then
    fields[#fields + 1] = optional[i]
    fields[#fields + 1] = optional[i + 1]
  end
end
redis.call('HSET', record_key(id), unpack(fields))
if key then redis.call('HSET', key, 'task', id, 'fingerprint', ARGV[12]) end
-- What has begun is no longer joined.
if share and not worker then redis.call('SET', share, id) end

local task = { [OWNER] = owner, [KIND] = kind, [VERB] = verb, [RESOURCE] = resource, [CREATED] = created }
note_list(task)
list_in(id, task, status)
if worker then
  put(due_key(kind), begins[2], id)
  hand(worker, mark, packed({ id, '0', packed(fields) }))
end
tell(id, owner, version, status)
local workers, facts = known_of(kind)
-- See workers_of in turns.lua: the kind's workers are known here already.
local deliver = not worker and waiting < math.max(1, workers)
return { 'created', tonumber(id), micros, ahead_of(id, kind, status), workers, facts, deliver and 1 or 0 }
