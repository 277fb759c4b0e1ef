-- Accepts a task: gives it an id, writes its record, lists it, and lets it wait for a worker.
--
-- ARGV    owner kind uid verb resource header body input steps requestid
-- Answers { id, created, { ahead, workers, packed fields of the kind } }
-- Caller  TaskStore.create, in the API; never repeated by itself, since each run makes a task
local owner, kind, verb, resource = ARGV[1], ARGV[2], ARGV[4], ARGV[5]

-- Ids and creation times grow together, also when the clock is set back by a failover.
local now = math.max(clock(), tonumber(redis.call('HGET', meta_key, 'created') or 0))
local id = redis.call('HINCRBY', meta_key, 'id', 1)
redis.call('HSET', meta_key, 'created', now)

redis.call('HSET', record_key(id), 'owner', owner, 'kind', kind, 'uid', ARGV[3], 'status', 'queued', 'version', 1,
  'progress', 0, 'attempt', 0, 'pickups', 0, 'delivery', 1, 'created', now, 'verb', verb, 'resource', resource,
  'header', ARGV[6], 'body', ARGV[7], 'input', ARGV[8], 'steps', ARGV[9], 'requestid', ARGV[10])
list_in(id, owner, 'queued', verb, resource)
redis.call('ZADD', waiting_key(kind), id, id)
return { id, now, circumstances(id, kind, 'queued', now) }
