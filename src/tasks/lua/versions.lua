-- Tells how far tasks have come, for whoever watches many of them and may have missed a message.
--
-- ARGV    ids
-- Answers { { version, status }, … } in the order given; version 0 for a task that is kept no longer
-- Caller  TaskStore.versions
local found = {}
for i, id in ipairs(ARGV) do
  local task = redis.call('HMGET', record_key(id), 'version', 'status')
  found[i] = { tonumber(task[1] or 0), task[2] or '' }
end
return found
