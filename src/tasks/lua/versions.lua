-- Tells how far tasks have come, for whoever watches many of them and may have missed a message.
--
-- ARGV    ids
-- Answers { { version, status }, … } in the order given; version 0 for a task that is kept no longer
-- Uses    record
-- Caller  TaskStore.versions
local found = {}
for i, id in ipairs(ARGV) do
  local task = some_of(id)
  found[i] = task and { tonumber(task.version), task.status } or { 0, '' }
end
return found
