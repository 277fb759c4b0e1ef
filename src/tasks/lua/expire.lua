-- Forgets tasks whose retention is over, with their places in lists and their idempotency keys. What remains of each,
-- its owner, is forgotten by Redis itself after nine more retentions.
--
-- ARGV    retention(milliseconds) limit
-- Answers how many were forgotten
-- Caller  TaskSweeper.expire
local now = clock()
local ids = redis.call('ZRANGE', expiry_key, '-inf', now, 'BYSCORE', 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(ids) do
  local task = redis.call('HMGET', record_key(id), 'owner', 'status', 'verb', 'resource', 'key')
  redis.call('ZREM', expiry_key, id)
  if task[1] then
    list_out(id, task[1], task[2], task[3], task[4])
    if task[5] then redis.call('DEL', task[5]) end
    redis.call('DEL', record_key(id))
    redis.call('HSET', record_key(id), 'owner', task[1])
    redis.call('PEXPIRE', record_key(id), 9 * tonumber(ARGV[1]))
  end
end
return #ids
