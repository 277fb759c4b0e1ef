-- Reads a task with what its estimate needs.
--
-- ARGV    id reader
-- Answers { 'task', now, packed fields, { ahead, workers, packed fields of the kind } },
--         { 'expired' } for whoever saw it once its retention is over, { 'none' } for all others
-- Uses    record around
-- Caller  TaskStore.read
local task, fields = record(ARGV[1])
if not sees(ARGV[2], task[OWNER]) then return { 'none' } end
if not task[STATUS] then return { 'expired' } end
return { 'task', clock(), packed(fields), around(ARGV[1], task[KIND], task[STATUS]) }
