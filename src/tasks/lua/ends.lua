-- What ends have in common.

-- What each step of a task took that finished, in their order: its name, milliseconds.
local function each_took(task, steps)
  local took, names, times = {}, string.match(steps, '^=([^:]*):(.*)')
  if names then
    local left, next_time = task.changed - task.started, string.gmatch(times, '%d+')
    for step in string.gmatch(names, '[^,]+') do
      local ms = next_time() or left
      left = left - ms
      took[#took + 1] = { step, whole(ms) }
    end
  else
    for step, started, ended in string.gmatch(steps_of(task), '([^:,]+):f:%d+:(%d+):(%d+)') do
      took[#took + 1] = { step, whole(ended - started) }
    end
  end
  return took
end

-- How long the steps of tasks that finished took lately, newest first, as many as estimates are made from. All steps
-- of a task are noted at once, so that the n-th durations of all steps belong together. Of many tasks that end at about the same
-- time one is noted: the others would say the same.
local OBSERVATIONS, OBSERVED_EVERY = 32, 50
local observed = {}
local function last_noted(times)
  local count = 0
  for place in string.gmatch(times, '() ') do
    count = count + 1
    if count == OBSERVATIONS then return string.sub(times, 1, place - 1) end
  end
  return times
end
local function observe(kind, task, steps, now)
  local key = kind_key(kind)
  observed[kind] = observed[kind] or tonumber(redis.call('HGET', key, 'observed') or 0)
  if math.abs(now - observed[kind]) < OBSERVED_EVERY then return end
  observed[kind] = now
  local fields = { 'observed', whole(now) }
  for _, took in ipairs(each_took(task, steps)) do
    local field = 'took:' .. took[1]
    local before = redis.call('HGET', key, field)
    fields[#fields + 1] = field
    fields[#fields + 1] = before and last_noted(took[2] .. ' ' .. before) or took[2]
  end
  redis.call('HSET', key, unpack(fields))
end

-- Whether this attempt has ended the task, and so.
local function has_ended(id, attempt, status)
  local task = some_of(id)
  return task and task.attempt == attempt and task.status == status
end

-- Where the results of so many steps are kept.
local checkpoint_fields = {}
local function checkpoints_of(count)
  local fields = checkpoint_fields[count]
  if fields then return fields end
  fields = {}
  for place = 0, count - 1 do fields[place + 1] = checkpoint_field(place) end
  checkpoint_fields[count] = fields
  return fields
end
