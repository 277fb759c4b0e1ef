-- Forgets tasks whose retention is over, with their places in lists and their idempotency keys. What remains of each,
-- its owner, is forgotten by Redis itself after nine more retentions.
--
-- ARGV    retention(milliseconds) limit
-- Answers how many were forgotten
-- Uses    record lists expiry
-- Caller  TaskSweeper.expire
local limit, ids = tonumber(ARGV[2]), {}
for _, second in ipairs(redis.call('ZRANGE', expiry_key, '-inf', clock(), 'BYSCORE', 'LIMIT', 0, limit)) do
  local key = ending_key(second)
  for _, id in ipairs(redis.call('LPOP', key, limit - #ids) or {}) do ids[#ids + 1] = id end
  if redis.call('EXISTS', key) == 0 then redis.call('ZREM', expiry_key, second) end
  if #ids == limit then break end
end
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
