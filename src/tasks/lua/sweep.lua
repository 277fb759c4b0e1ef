-- Finds tasks whose delivery was lost or whose worker is gone, and claims them for a new delivery. Run by every
-- worker, so it also says who works.
--
-- Two ways to be lost. A running task is overdue when its lease has passed. Of the waiting ones as many lack a delivery as
-- the queue of their kind has fewer jobs than tasks wait; any of them will do, since a delivery is good for whichever
-- task's turn it is. A task that has just come may still be on its way to the queue, so only older ones count. A deep
-- backlog is never taken for a loss, and looking at it costs one read of its head.
--
-- A clock that is set back (a failover, a correction) leaves times to come that are too far away. The sweep sees it by the
-- time of the one before, and lets nothing be over later than if it had begun now.
--
-- ARGV    worker lease(milliseconds) retention(milliseconds) limit, then for each kind the worker serves: kind slots depth
--         slots: tasks the worker runs at once; depth: jobs waiting in the kind's queue
-- Answers { { { id, kind, delivery }, … }, { waiting tasks of each kind, in the order given } }
-- Caller  TaskSweeper.sweep
local worker, lease, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[4])
local now, claimed = clock(), {}

-- Answers what was to be over later; no more than the limit, the next sweep goes on.
local function cut(key, latest)
  local later = redis.call('ZRANGE', key, '(' .. latest, '+inf', 'BYSCORE', 'LIMIT', 0, limit)
  for _, id in ipairs(later) do redis.call('ZADD', key, latest, id) end
  return later
end

-- The first sweep of all can't know, and looks.
local swept = tonumber(redis.call('HGET', meta_key, 'swept') or math.huge)
local set_back = swept > now
if set_back then
  local running = cut(due_key, now + lease)
  for _, id in ipairs(running) do
    local ends = redis.call('HGET', record_key(id), 'lease')
    if ends and tonumber(ends) > now + lease then redis.call('HSET', record_key(id), 'lease', now + lease) end
  end
  local ended = cut(expiry_key, now + tonumber(ARGV[3]))
  if #running < limit and #ended < limit then swept = now end
end
if swept <= now then redis.call('HSET', meta_key, 'swept', now) end

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
for i = 5, #ARGV, 3 do
  local kind, depth = ARGV[i], tonumber(ARGV[i + 2])
  redis.call('ZADD', workers_key(kind), now + 2 * lease, worker)
  redis.call('ZREMRANGEBYSCORE', workers_key(kind), '-inf', now)
  if set_back then redis.call('ZREMRANGEBYSCORE', workers_key(kind), '(' .. now + 2 * lease, '+inf') end
  redis.call('HSET', kind_key(kind), 'slots', ARGV[i + 1])

  local tasks = redis.call('ZCARD', waiting_key(kind))
  local lacking = math.max(0, math.min(limit, tasks - depth))
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', waiting_key(kind), '-inf', '+inf', 'LIMIT', 0, lacking)) do
    local task = redis.call('HMGET', record_key(id), 'created', 'delivered')
    local age, since = now - milliseconds(task[1]), now - tonumber(task[2] or 0)
    -- What is younger than nothing is of before the clock was set back: nobody knows how old it is.
    if age >= 0 and age < lease then break end
    if since < 0 or since >= lease then
      redis.call('HSET', record_key(id), 'delivered', now)
      claim(id, kind)
    end
  end
  waiting[#waiting + 1] = tasks
end
return { claimed, waiting }
