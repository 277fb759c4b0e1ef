-- Accepts a task: gives it an id, writes its record, lists it, and lets it wait for a worker. With an idempotency key
-- all of that happens once: task and key appear together or not at all, and whoever comes later is told the task's id.
--
-- ARGV    owner kind uid verb resource header body input steps requestid key fingerprint
--         key and fingerprint: digests of the Idempotency-Key and of what is asked for; '' where no key was given
-- Answers { 'created', id, created, { ahead, workers, packed fields of the kind } }, { 'repeated', id }, or
--         { 'conflict' } when the key came with something else before
-- Caller  TaskStore.create, in the API; never repeated by itself, since each run without a key makes a task
local owner, kind, verb, resource = ARGV[1], ARGV[2], ARGV[4], ARGV[5]

local key = ARGV[11] ~= '' and idempotency_key(owner, ARGV[11])
if key then
  local known = redis.call('HMGET', key, 'task', 'fingerprint')
  if known[1] then return known[2] == ARGV[12] and { 'repeated', tonumber(known[1]) } or { 'conflict' } end
end

-- Ids and creation times grow together, also when the clock is set back by a failover.
local now = math.max(clock(), tonumber(redis.call('HGET', meta_key, 'created') or 0))
local id = redis.call('HINCRBY', meta_key, 'id', 1)
redis.call('HSET', meta_key, 'created', now)

redis.call('HSET', record_key(id), 'owner', owner, 'kind', kind, 'uid', ARGV[3], 'status', 'queued', 'version', 1,
  'progress', 0, 'attempt', 0, 'pickups', 0, 'delivery', 1, 'created', now, 'verb', verb, 'resource', resource,
  'header', ARGV[6], 'body', ARGV[7], 'input', ARGV[8], 'steps', ARGV[9], 'requestid', ARGV[10])
list_in(id, owner, 'queued', verb, resource)
redis.call('ZADD', waiting_key(kind), id, id)
if key then
  redis.call('HSET', key, 'task', id, 'fingerprint', ARGV[12])
  redis.call('HSET', record_key(id), 'key', key)
end
return { 'created', id, now, circumstances(id, kind, 'queued', now) }
