-- Forgets tasks whose retention is over, with their places in lists and their idempotency keys. What remains of each,
-- its owner, is forgotten by Redis itself after nine more retentions.
--
-- ARGV    retention(milliseconds) limit
-- Answers how many were forgotten
-- Caller  TaskSweeper.expire
local now = clock()
local ids = redis.call('ZRANGE', expiry_key, '-inf', now, 'BYSCORE', 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(ids) do
  local task, key = place(id), redis.call('HGET', record_key(id), 'key')
  redis.call('ZREM', expiry_key, id)
  if task.status then
    list_out(id, task)
    if key then redis.call('DEL', key) end
    redis.call('DEL', record_key(id))
    redis.call('HSET', record_key(id), 'owner', task.owner)
    redis.call('PEXPIRE', record_key(id), 9 * tonumber(ARGV[1]))
  end
end
return #ids
