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
  local task = some_of(id, { OWNER, KIND, STATUS, VERB, RESOURCE, KEY })
  if task[STATUS] then
    list_out(id, task, task[STATUS])
    if task[KEY] then redis.call('DEL', idempotency_key(task[OWNER], task[KEY])) end
    redis.call('DEL', record_key(id))
    redis.call('HSET', record_key(id), OWNER, task[OWNER])
    redis.call('PEXPIRE', record_key(id), 9 * tonumber(ARGV[1]))
  end
end
return #ids
