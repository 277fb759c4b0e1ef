-- Accepts a task: gives it an id, writes its record, lists it, and lets it wait for a worker. With an idempotency key
-- all of that happens once: task and key appear together or not at all, and whoever comes later is told what became of
-- the first. With a share key it happens once for as long as the task is queued: identical reads join it.
--
-- ARGV    owner kind uid verb resource header body input steps requestid key fingerprint share reply client
--         open(of all) waiting(of the kind) own(open, of the client) rate(a second) burst full spare
--         key and fingerprint: digests of the Idempotency-Key and of what is asked for; '' where no key was given
--         share: digest of what is read; '' for a task that is nobody else's
--         reply: the process that holds the request until the task has ended; '' where none does
--         client: who counts for it; '' for its owner
--         open to burst: limits; 0 for none. full: 1 while Redis has no room for more
--         spare: deliveries that a queue holds also without workers
-- Answers { 'created', id, created, { ahead, workers, packed fields of the kind }, 1 when it must be delivered, else 0 },
--         { 'known', id, now, packed fields, { ahead, workers, packed fields of the kind } }, or
--         { 'conflict' } when the key came with something else before, or
--         { 'refused', which limit, how much it allows or milliseconds until the rate allows one, { 0, workers, packed fields of the kind } }
-- Caller  TaskStore.create, in the API; never repeated by itself, since each run without a key makes a task
local owner, kind, verb, resource = ARGV[1], ARGV[2], ARGV[4], ARGV[5]
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]

local function known(id, now)
  local task, fields = record(id)
  return { 'known', tonumber(id), now, packed(fields), circumstances(id, task.kind, task.status, now) }
end

local key = ARGV[11] ~= '' and idempotency_key(owner, ARGV[11])
if key then
  local first = redis.call('HMGET', key, 'task', 'fingerprint')
  if first[1] then return first[2] == ARGV[12] and known(first[1], milliseconds(micros)) or { 'conflict' } end
end
local share = ARGV[13] ~= '' and share_key(owner, ARGV[13])
if share then
  local queued = redis.call('GET', share)
  if queued then return known(queued, milliseconds(micros)) end
end

local client = ARGV[15] ~= '' and ARGV[15] or owner
local function limit(n) return tonumber(ARGV[n]) > 0 and tonumber(ARGV[n]) or math.huge end
local function refused(by, amount) return { 'refused', by, amount, circumstances('', kind, 'active', milliseconds(micros)) } end

if ARGV[21] == '1' then return refused('memory', 0) end
local open = redis.call('HMGET', open_key, EVERY_CLIENT, client)
if tonumber(open[1] or 0) >= limit(16) then return refused('open', limit(16)) end
if redis.call('ZCARD', waiting_key(kind)) >= limit(17) then return refused('waiting', limit(17)) end
if tonumber(open[2] or 0) >= limit(18) then return refused('own', limit(18)) end

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
  redis.call('SET', rate_key(client), string.format('%d', empty), 'PX', math.ceil((empty - micros) / 1000))
end

-- Ids and times of creation grow together, also when the clock is set back by a failover.
micros = math.max(micros, tonumber(redis.call('HGET', meta_key, 'created') or 0) + 1)
local id = redis.call('HINCRBY', meta_key, 'id', 1)
redis.call('HSET', meta_key, 'created', micros)

redis.call('HSET', record_key(id), 'owner', owner, 'kind', kind, 'uid', ARGV[3], 'status', 'queued', 'version', 0,
  'progress', 0, 'attempt', 0, 'pickups', '', 'created', micros, 'verb', verb, 'resource', resource,
  'header', ARGV[6], 'body', ARGV[7], 'input', ARGV[8], 'steps', ARGV[9], 'requestid', ARGV[10])
list_in(id, { owner = owner, status = 'queued', verb = verb, resource = resource, created = micros })
join_queue(id, kind, client, micros)
count_open(client, 1)
if client ~= owner then redis.call('HSET', record_key(id), 'client', client) end
if key then
  redis.call('HSET', key, 'task', id, 'fingerprint', ARGV[12])
  redis.call('HSET', record_key(id), 'key', key)
end
if ARGV[14] ~= '' then redis.call('HSET', record_key(id), 'reply', ARGV[14]) end
if share then
  redis.call('SET', share, id)
  redis.call('HSET', record_key(id), 'share', share)
end
changed(id, owner, 'queued')
local now = milliseconds(micros)
local deliver = redis.call('ZCARD', waiting_key(kind)) <= enough_for(kind, ARGV[22])
return { 'created', id, micros, circumstances(id, kind, 'queued', now), deliver and 1 or 0 }
