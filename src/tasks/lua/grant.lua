-- Grants a task of a kind to a worker for the length of a lease, as a new attempt: the one that its worker left longest ago
-- where there is one, else the waiting one whose turn it is. So the order of tasks, and that none is forgotten, depends on
-- no queue: a delivery says no more than that there is something to do.
-- Answers one text: its id, how many of those that are still to be started are this worker's share, and its fields, packed; '' where
-- nothing is left to do.
local none_left = {}
local function left_longest(kind, now)
  if none_left[kind] then return nil end
  local left = redis.call('ZRANGE', due_key(kind), '-inf', '(' .. whole(now), 'BYSCORE', 'LIMIT', 0, 1)[1]
  none_left[kind] = not left
  return left
end

-- The waiting tasks of a kind in their order, read for many calls at once; they stay there until the last call is done.
local READ_AHEAD = 32
local ahead = {}
local function next_in_line(kind)
  local line = ahead[kind]
  if not line then
    line = { taken = 0 }
    ahead[kind] = line
  end
  local place = line.taken % READ_AHEAD
  if place == 0 then line.read = redis.call('ZRANGE', waiting_key(kind), line.taken, line.taken + READ_AHEAD - 1) end
  return line.read[place + 1]
end

-- The waiting task whose turn it is, and its round where a call has a command to itself; nil where none waits.
local function whose_turn(kind)
  if waiting_of(kind) == 0 then return nil end
  if not single then return next_in_line(kind) end
  return unpack(redis.call('ZPOPMIN', waiting_key(kind)))
end

local function serve_round(kind, round) redis.call('HSET', meta_key, round_of(kind), round) end

-- Whoever is taken is the first of those that are left, so all of a command leave the line at once. Rounds grow along the line, and
-- Redis takes longer to write one than to find it: only the last one's is read.
at_end[#at_end + 1] = function()
  for kind, line in pairs(ahead) do
    if line.taken > 0 then
      local last = line.taken - 1
      serve_round(kind, redis.call('ZRANGE', waiting_key(kind), last, last, 'WITHSCORES')[2])
      redis.call('ZREMRANGEBYRANK', waiting_key(kind), 0, last)
    end
  end
end

-- It waits no longer.
local function take_turn(kind, round)
  left_line(kind)
  if single then serve_round(kind, round) else ahead[kind].taken = ahead[kind].taken + 1 end
end

local function grant(kind, lease_ms, now)
  local left, id, round = left_longest(kind, now), nil, nil
  if left then id = left else id, round = whose_turn(kind) end
  if not id then return '' end

  local task, fields, flat = record(id)
  if not task then
    -- Somebody has deleted the record; nobody may be kept waiting by that.
    if left then redis.call('ZREM', due_key(kind), id) else take_turn(kind, round) end
    return grant(kind, lease_ms, now)
  end
  if fields[SHARE] and not left then
    -- Further reads do not join it any more.
    redis.call('DEL', share_key(task.order.owner, fields[SHARE]))
    redis.call('HDEL', record_key(id), SHARE)
    task, fields, flat = record(id)
  end
  local lease = begin(task, lease_ms, now)
  local state = write(id, task)
  if left then
    -- The next call of the command must not find it left.
    redis.call('ZADD', due_key(kind), lease, id)
  else
    take_turn(kind, round)
    list_out(id, task.order, 'queued')
    list_in(id, task)
    put(due_key(kind), lease, id)
  end
  tell(id, task)
  local to_start = waiting_of(kind)
  if left then to_start = to_start + redis.call('ZCOUNT', due_key(kind), '-inf', '(' .. whole(now)) end
  local share = to_start == 0 and 0 or math.ceil(to_start / workers_of(kind))
  -- What was changed stands behind what was read, and counts.
  return id .. '\0' .. share .. '\0' .. packed(flat) .. '\0' .. STATE .. '\0' .. state
end
