-- Says whether an attempt counts as a pickup of its task. One that waits for its turn to run does not: what ends its worker
-- meanwhile is not its task's doing. It counts again when it begins.
--
-- ARGV    id attempt counts(1 or 0)
-- Answers 1, or 'lost' when the attempt no longer holds the task
-- Uses    hashes record attempt
-- Caller  TaskLedger.waits, TaskLedger.begins; running it twice is harmless
local id, attempt = ARGV[1], ARGV[2]
local task = held(id, attempt, clock())
if not task then return 'lost' end

local others = without_pickup(task.pickups, attempt)
task.pickups = ARGV[3] == '1' and with_pickup(others, attempt) or others
write(id, task)
return 1
