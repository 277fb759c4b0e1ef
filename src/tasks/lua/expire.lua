-- Forgets tasks whose retention is over, with their places in lists and their idempotency keys. What remains of each,
-- its owner, is forgotten by Redis itself after nine more retentions.
--
-- ARGV    retention(milliseconds) limit
-- Answers how many were forgotten
-- Uses    record sets lists
-- Caller  TaskSweeper.expire
local now = clock()
local ids = redis.call('ZRANGE', expiry_key, '-inf', now, 'BYSCORE', 'LIMIT', 0, tonumber(ARGV[2]))
if #ids > 0 then redis.call('ZREM', expiry_key, unpack(ids)) end
for _, id in ipairs(ids) do
  local task, key = some_of(id, KEY)
  if task then
    local owner = task.order.owner
    list_out(id, task.order, task.status)
    if key then redis.call('DEL', idempotency_key(owner, key)) end
    redis.call('DEL', record_key(id))
    redis.call('HSET', record_key(id), GONE, owner)
    redis.call('PEXPIRE', record_key(id), 9 * tonumber(ARGV[1]))
  end
end
return #ids
