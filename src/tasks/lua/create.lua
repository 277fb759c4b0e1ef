-- Accepts a task: gives it an id, writes its record, lists it, and lets it wait for a worker. With an idempotency key
-- all of that happens once: task and key appear together or not at all, and whoever comes later is told what became of
-- the first. With a share key it happens once for as long as the task is queued: identical reads join it.
--
-- ARGV    owner kind uid verb resource header body input steps requestid key fingerprint share reply
--         key and fingerprint: digests of the Idempotency-Key and of what is asked for; '' where no key was given
--         share: digest of what is read; '' for a task that is nobody else's
--         reply: the process that holds the request until the task has ended; '' where none does
-- Answers { 'created', id, created, { ahead, workers, packed fields of the kind } },
--         { 'known', id, now, packed fields, { ahead, workers, packed fields of the kind } }, or
--         { 'conflict' } when the key came with something else before
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

-- Ids and times of creation grow together, also when the clock is set back by a failover.
micros = math.max(micros, tonumber(redis.call('HGET', meta_key, 'created') or 0) + 1)
local id = redis.call('HINCRBY', meta_key, 'id', 1)
redis.call('HSET', meta_key, 'created', micros)

redis.call('HSET', record_key(id), 'owner', owner, 'kind', kind, 'uid', ARGV[3], 'status', 'queued', 'version', 0,
  'progress', 0, 'attempt', 0, 'pickups', 0, 'delivery', 1, 'created', micros, 'verb', verb, 'resource', resource,
  'header', ARGV[6], 'body', ARGV[7], 'input', ARGV[8], 'steps', ARGV[9], 'requestid', ARGV[10])
list_in(id, { owner = owner, status = 'queued', verb = verb, resource = resource, created = micros })
redis.call('ZADD', waiting_key(kind), id, id)
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
return { 'created', id, micros, circumstances(id, kind, 'queued', now) }
