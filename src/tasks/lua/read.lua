-- Reads a task with what its estimate needs.
--
-- ARGV    id reader
-- Answers the task, see view.lua; 'expired' for whoever saw it once its retention is over, 'none' for all others
-- Uses    record view
-- Caller  TaskStore.read
local task, fields = record(ARGV[1])
if not sees(ARGV[2], task[OWNER]) then return 'none' end
if not task[STATUS] then return 'expired' end
return view_of(ARGV[1], task, fields)
