-- What an attempt that writes has to be.

-- The record of an attempt that may still write: granted to it and nobody since, with its lease not over, by a Redis
-- that has lost nothing since; these fields of it, and whatever else is asked for.
-- Answers nil when the attempt must stop.
local function held(id, attempt, now, ...)
  local task = some_of(id, { STATUS, ATTEMPT, LEASE, CREATED, VERSION, OWNER, KIND, ERROR, ... })
  if task[STATUS] ~= 'active' or task[ATTEMPT] ~= attempt or tonumber(task[LEASE]) < now then return nil end
  -- Redis may have lost an effect that this attempt builds on; the next one goes on from what is there. See opened.lua.
  if tonumber(attempt) <= tonumber(fields_of(meta_key, 'attempts').attempts or 0) then return nil end
  return task
end

-- Takes an attempt out of those that count as pickups, where it is among them.
local function uncount(id, attempt)
  local pickups = redis.call('HGET', record_key(id), PICKUPS)
  if not pickups then return end
  local others = {}
  for other in string.gmatch(pickups, '%d+') do
    if other ~= attempt then others[#others + 1] = other end
  end
  redis.call('HSET', record_key(id), PICKUPS, table.concat(others, ','))
end

-- True for a write that goes forward, or gives up for a reason of its own, after the task was given up for another:
-- cancelled. Whoever writes the error first has won. (The same error again is a write that Redis was sent twice.)
local function overtaken(task, value)
  return task[ERROR] and value ~= '' and value ~= task[ERROR]
end
