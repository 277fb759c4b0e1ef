-- Reads a task with what its estimate needs.
--
-- ARGV    id reader
-- Answers the task, see view.lua; 'expired' for whoever saw it once its retention is over, 'none' for all others
-- Uses    record view
-- Caller  TaskStore.read
local task, fields, flat = record(ARGV[1])
if not sees(ARGV[2], task and task.order.owner or fields[GONE]) then return 'none' end
return task and view_of(ARGV[1], task, flat) or 'expired'
