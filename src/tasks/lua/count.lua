-- Says whether an attempt counts as a pickup of its task. One that waits for its turn to run does not: what ends its worker
-- meanwhile is not its task's doing. It counts again when it begins.
--
-- ARGV    id attempt counts(1 or 0)
-- Answers 1, or 'lost' when the attempt no longer holds the task
-- Uses    hashes record attempt
-- Caller  TaskLedger.waits, TaskLedger.begins; running it twice is harmless
local id, attempt = ARGV[1], ARGV[2]
if not held(id, attempt, clock()) then return 'lost' end

uncount(id, attempt)
if ARGV[3] == '1' then
  local others = redis.call('HGET', record_key(id), PICKUPS)
  redis.call('HSET', record_key(id), PICKUPS, others == '' and attempt or others .. ',' .. attempt)
end
return 1
