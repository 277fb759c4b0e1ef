-- Grants a task of a kind to a worker, as grant.lua says.
--
-- ARGV    kind lease(milliseconds) worker
-- Answers the grant, see grant.lua; '' when nothing of the kind is left to do
-- Uses    hashes record sets lists turns begin idle grant
-- Caller  TaskLedger.start
local granted = grant(ARGV[1], ARGV[2], clock())
if granted ~= '' then frees(ARGV[1], ARGV[3], -1) end
return granted
