-- Renews the leases of all that a worker runs, in one call, and notes how far each has come.
--
-- ARGV    lease(milliseconds), then for each task: id attempt progress steps('' while a checkpoint is under way)
-- Answers { id, … } of the tasks that the worker no longer holds
-- Caller  TaskLedger.renew
local now, lost = clock(), {}
local lease = now + tonumber(ARGV[1])
for i = 2, #ARGV, 4 do
  local id, progress, steps = ARGV[i], tonumber(ARGV[i + 2]), ARGV[i + 3]
  local task = held(id, ARGV[i + 1], now)
  if not task then
    lost[#lost + 1] = id
  else
    redis.call('HSET', record_key(id), 'lease', lease)
    redis.call('ZADD', due_key, lease, id)
    local known = redis.call('HGET', record_key(id), 'steps')
    steps = steps == '' and known or stamped(steps, task.created, now)
    if progress > task.progress or steps ~= known then
      redis.call('HSET', record_key(id), 'progress', math.max(progress, task.progress), 'steps', steps)
      redis.call('HINCRBY', record_key(id), 'version', 1)
    end
  end
end
return lost
