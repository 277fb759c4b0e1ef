-- Grants a task of a kind to a worker, as grant.lua says.
--
-- ARGV    kind lease(milliseconds)
-- Answers the grant, see grant.lua; '' when nothing of the kind is left to do
-- Uses    hashes record sets lists turns grant
-- Caller  TaskLedger.start
return grant(ARGV[1], ARGV[2], clock())
