-- What ends have in common.

-- How long the steps of tasks that finished took lately, newest first, as many as estimates are made from. All steps
-- of a task are noted at once, so that the n-th durations of all steps belong together. Of many tasks that end at about the same
-- time one is noted: the others would say the same.
local OBSERVATIONS, OBSERVED_EVERY = 32, 50
local observed = {}
local function observe(kind, task, now)
  local key = kind_key(kind)
  observed[kind] = observed[kind] or tonumber(redis.call('HGET', key, 'observed') or 0)
  if math.abs(now - observed[kind]) < OBSERVED_EVERY then return end
  observed[kind] = now
  local fields = { 'observed', whole(now) }
  for step, started, ended in string.gmatch(steps_of(task), '([^:,]+):f:%d+:(%d+):(%d+)') do
    local field = 'took:' .. step
    local kept, text = 1, whole(ended - started)
    for old in string.gmatch(redis.call('HGET', key, field) or '', '%d+') do
      if kept == OBSERVATIONS then break end
      kept, text = kept + 1, text .. ' ' .. old
    end
    fields[#fields + 1] = field
    fields[#fields + 1] = text
  end
  redis.call('HSET', key, unpack(fields))
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
