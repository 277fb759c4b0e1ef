-- Finds tasks whose delivery was lost or whose worker is gone, and claims them for a new delivery. Run by every
-- worker, so it also says who works.
--
-- Two ways to be lost. A running task is overdue when its lease has passed. A waiting task is lost when its queue is
-- empty, or when tasks created well after it have started: then its turn has passed without it. So a deep backlog
-- is never taken for a loss, and looking at it costs one read of its head.
--
-- ARGV    worker lease(milliseconds) limit, then for each kind the worker serves: kind slots depth
--         slots: tasks the worker runs at once; depth: jobs waiting in the kind's queue
-- Answers { { { id, kind, delivery }, … }, { waiting tasks of each kind, in the order given } }
-- Caller  TaskSweeper.sweep
local worker, lease, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local now, claimed = clock(), {}

local function claim(id, kind)
  claimed[#claimed + 1] = { id, kind, redis.call('HINCRBY', record_key(id), 'delivery', 1) }
end

for _, id in ipairs(redis.call('ZRANGE', due_key, '-inf', now, 'BYSCORE', 'LIMIT', 0, limit)) do
  local kind = redis.call('HGET', record_key(id), 'kind')
  if kind then
    -- Whoever claims has a lease's time to deliver; then the task is overdue again.
    redis.call('ZADD', due_key, now + lease, id)
    claim(id, kind)
  else
    redis.call('ZREM', due_key, id)
  end
end

local waiting = {}
for i = 4, #ARGV, 3 do
  local kind, depth = ARGV[i], tonumber(ARGV[i + 2])
  redis.call('ZADD', workers_key(kind), now + 2 * lease, worker)
  redis.call('ZREMRANGEBYSCORE', workers_key(kind), '-inf', now)
  redis.call('HSET', kind_key(kind), 'slots', ARGV[i + 1])

  local latest = tonumber(redis.call('HGET', kind_key(kind), 'latest') or 0)
  for _, id in ipairs(redis.call('ZRANGE', waiting_key(kind), 0, limit - 1)) do
    local task = redis.call('HMGET', record_key(id), 'created', 'delivered')
    local created = milliseconds(task[1] or 0)
    if created == 0 then redis.call('ZREM', waiting_key(kind), id) end
    if created + lease > now or (depth > 0 and created + lease > latest) then break end
    if created > 0 and tonumber(task[2] or 0) + lease <= now then
      redis.call('HSET', record_key(id), 'delivered', now)
      claim(id, kind)
    end
  end
  waiting[#waiting + 1] = redis.call('ZCARD', waiting_key(kind))
end
return { claimed, waiting }
