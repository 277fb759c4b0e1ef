-- Reads a task with what its estimate needs.
--
-- ARGV    id reader
-- Answers { 'task', now, packed fields, { ahead, workers, packed fields of the kind } },
--         { 'expired' } for whoever saw it once its retention is over, { 'none' } for all others
-- Caller  TaskStore.read
local task, fields = record(ARGV[1])
if not sees(ARGV[2], task.owner) then return { 'none' } end
if not task.status then return { 'expired' } end
local now = clock()
return { 'task', now, packed(fields), circumstances(ARGV[1], task.kind, task.status, now) }
