-- Renews the leases of all that a worker runs, in one call, and notes how far each has come.
--
-- ARGV    lease(milliseconds), then for each task: id attempt progress steps('' while a checkpoint is under way)
-- Answers { { id, … } of the tasks that the worker no longer holds,
--           { { id, error }, … } of those that are given up, each with what for: one may have been cancelled }
-- Caller  TaskLedger.renew
local now, lost, given_up = clock(), {}, {}
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
      changed(id, task.owner, 'active')
    end
    if task.error then given_up[#given_up + 1] = { id, task.error } end
  end
end
return { lost, given_up }
