-- What an estimate needs beside the record: tasks that are taken before, workers there are, what is known of the kind (its
-- slots, and what its steps took lately). Nothing is estimated of a task that has ended.
local function around(id, kind, status, now)
  if status ~= 'queued' and status ~= 'active' then return { 0, 0, '' } end
  local ahead = status == 'queued' and redis.call('ZRANK', waiting_key(kind), id) or 0
  local workers = redis.call('ZCOUNT', workers_key(kind), now, '+inf')
  return { ahead, workers, packed(redis.call('HGETALL', kind_key(kind))) }
end
