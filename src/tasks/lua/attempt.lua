-- What an attempt that writes has to be.

-- Whether an attempt may still write: the task is granted to it and to nobody since, its lease is not over, and Redis has lost nothing
-- since.
local function holds(attempt, task, now)
  if task.status ~= 'active' or task.attempt ~= attempt or task.lease + task.born < now then return false end
  -- Redis may have lost an effect that this attempt builds on; the next one goes on from what is there. See opened.lua.
  return attempt - lost_attempts() > 0
end

-- The task that an attempt holds, with the values of the other fields that are asked for; nil when the attempt must stop.
local function held(id, attempt, now, ...)
  local task, first, second, third = some_of(id, ...)
  if not task or not holds(attempt, task, now) then return nil end
  return task, first, second, third
end

-- True for a write that goes forward, or gives up for a reason of its own, after the task was given up for another:
-- cancelled. Whoever writes the error first has won. (The same error again is a write that Redis was sent twice.)
local function overtaken(task, value)
  return task.error and value ~= '' and value ~= task.error
end
