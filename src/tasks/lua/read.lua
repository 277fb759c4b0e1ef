-- Reads a task with what its estimate needs.
--
-- ARGV    id reader
-- Answers the task, see view.lua; 'expired' for whoever saw it once its retention is over, 'none' for all others
-- Uses    record plans view
-- Caller  TaskStore.read
local order, view, gone = viewed(ARGV[1])
if not sees(ARGV[2], order and order.owner or gone) then return 'none' end
return view or 'expired'
