-- How an attempt at a task begins.

-- The steps with the one that runs next marked, so that beginning it needs no write of its own. One that was interrupted is tried
-- again.
local function once_more(tries) return ':i:' .. (tries + 1) end
local function begun(steps)
  if string.find(steps, ':i:', 1, true) then return (string.gsub(steps, ':i:(%d+)', once_more)) end
  return (string.gsub(steps, ':n%f[,%z]', ':i:1:@:', 1))
end

-- Begins the next attempt of a task; answers until when its lease is. No attempt has the number of one that Redis may have lost.
local function begin(task, lease_ms, now)
  local lease = now + lease_ms
  if task.status == 'queued' then task.started = whole(math.max(0, now - task.born)) end
  task.status = 'active'
  task.attempt = whole(math.max(tonumber(task.attempt) or 0, lost_attempts()) + 1)
  task.lease = whole(lease - task.born)
  task.pickups = with_pickup(task.pickups, task.attempt)
  -- A task that is being undone (it has an error) begins no step.
  stamp(task, task.error and steps_of(task) or begun(steps_of(task)), now)
  next_version(task)
  return whole(lease)
end
