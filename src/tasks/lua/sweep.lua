-- Finds how many deliveries of each kind were lost, so that they are made anew. Run by every worker, so it also says who
-- works.
--
-- A delivery says no more than that there is something to do. So what is lacking is a number: as many as the queue has
-- fewer jobs than there are tasks to start, those that wait and those whose worker left them (their lease is over). A task
-- that has just come may still be on its way to the queue, so it does not count. Of many no more are delivered than there are
-- workers, see workers_of; so a backlog is never taken for a loss, and looking costs the same however many wait.
--
-- A clock that is set back (a failover, a correction) leaves times to come that are too far away. The sweep sees it by the
-- time of the one before, and lets nothing be over later than if it had begun now.
--
-- ARGV    worker lease(milliseconds) retention(milliseconds) limit mark, then for each kind the worker serves: kind names slots free depth
--         limit: deliveries of a kind, and times that are cut, at most; mark: see idle.lua; names: of the kind's
--         steps, comma-separated; slots: tasks the worker runs at once; free: how many of these are; depth: jobs waiting in the
--         kind's queue
-- Answers for each kind, in the order given: { waiting tasks, running tasks, deliveries that the worker must make, 1 when those
--         are a backlog's and were not lost, else 0 }
-- Uses    hashes record turns idle
-- Caller  TaskSweeper.sweep
local worker, lease, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[4])
local now = clock()

-- What a sweep has found lacking is on its way to the queue for so long.
local ON_THE_WAY = 500

-- Answers what was to be over later; no more than the limit, the next sweep goes on.
local function cut(key, latest)
  local later = redis.call('ZRANGE', key, '(' .. latest, '+inf', 'BYSCORE', 'LIMIT', 0, limit)
  for _, id in ipairs(later) do redis.call('ZADD', key, latest, id) end
  return later
end

-- The lease of a task ends no later than if it had begun now. (Somebody may have deleted the record; whoever is granted it next sees that.)
local function end_sooner(id)
  local task = some_of(id)
  if not task then return end
  task.lease = whole(math.min(tonumber(task.lease), now + lease - task.born))
  write(id, task)
end

local function bear_clock(kind)
  -- The first sweep of all can't know, and looks.
  local swept = tonumber(redis.call('HGET', meta_key, 'swept:' .. kind) or math.huge)
  if swept > now then
    local running = cut(due_key(kind), now + lease)
    for _, id in ipairs(running) do end_sooner(id) end
    local ended = cut(expiry_key, now + tonumber(ARGV[3]))
    redis.call('ZREMRANGEBYSCORE', workers_key(kind), '(' .. now + 2 * lease, '+inf')
    if #running < limit and #ended < limit then swept = now end
  end
  if swept <= now then redis.call('HSET', meta_key, 'swept:' .. kind, now) end
end

-- How many of the tasks that wait are no newer than a lease: of those whose turn is next, as many as can be delivered. What is
-- of the future was created before the clock was set back, and of what somebody has deleted no time is left: nobody knows how old it is.
local function long_waiting(kind)
  local old = 0
  for _, id in ipairs(redis.call('ZRANGE', waiting_key(kind), 0, limit - 1)) do
    local created = redis.call('HGET', record_key(id), CREATED)
    local age = created and now - milliseconds(created)
    if not created or age < 0 or age >= lease then old = old + 1 end
  end
  return old
end

local function lacking(kind, waiting, depth)
  local left = redis.call('ZCOUNT', due_key(kind), '-inf', '(' .. now)
  local enough = workers_of(kind)
  local many = left + waiting > enough
  local lost = math.min(limit, math.min(left + waiting, enough) - depth)
  if lost <= 0 then return 0, 0 end
  -- Of many the last have no delivery of their own, so their age says nothing.
  if not many then lost = math.min(lost, left + long_waiting(kind)) end
  local since = now - tonumber(redis.call('HGET', meta_key, 'claimed:' .. kind) or 0)
  if lost <= 0 or (since >= 0 and since < ON_THE_WAY) then return 0, 0 end
  redis.call('HSET', meta_key, 'claimed:' .. kind, now)
  return lost, many and left == 0 and 1 or 0
end

-- Workers that have not swept for so long (milliseconds) are handed nothing, also where none is left to see it; after two leases they are
-- forgotten.
local SILENT = 1000
local function forget_silent(kind, key)
  local latest = math.max(now, now + 2 * lease - SILENT)
  local silent = redis.call('ZRANGE', workers_key(kind), '-inf', latest, 'BYSCORE', 'WITHSCORES')
  for n = 1, #silent, 2 do
    change(key, silent[n], false)
    if tonumber(silent[n + 1]) <= now then redis.call('ZREM', workers_key(kind), silent[n]) end
  end
end

local found = {}
for i = 6, #ARGV, 5 do
  local kind, slots, free, depth = ARGV[i], ARGV[i + 2], tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4])
  local key = idle_key(kind)
  bear_clock(kind)
  redis.call('ZADD', workers_key(kind), now + 2 * lease, worker)
  forget_silent(kind, key)
  offer(key, worker, free, ARGV[5], ARGV[i + 1])
  at_end[#at_end + 1] = function() redis.call('PEXPIRE', key, SILENT) end
  redis.call('HSET', kind_key(kind), 'slots', slots)
  forget_workers(kind)

  local waiting, running = redis.call('ZCARD', waiting_key(kind)), redis.call('ZCARD', due_key(kind))
  local count, backlog = lacking(kind, waiting, depth)
  found[#found + 1] = { waiting, running, count, backlog }
end
return found
