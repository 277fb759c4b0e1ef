-- Grants a task of a kind to a worker, as grant.lua says.
--
-- ARGV    kind lease(milliseconds) spare
--         spare: deliveries that a queue holds also without workers
-- Answers { 'granted', id, packed fields, 1 when more tasks wait than have deliveries, else 0 }, or { 'none' } when nothing
--         of the kind is left to do
-- Uses    hashes record lists turns grant
-- Caller  TaskLedger.start
local id, fields, more = grant(ARGV[1], ARGV[2], ARGV[3], clock())
return id and { 'granted', id, fields, more } or { 'none' }
