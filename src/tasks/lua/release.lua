-- Takes back a grant that ends through no fault of its task: its worker shuts down, or Redis was away for longer than the
-- lease. It does not count as a pickup, also when another attempt has followed; where none has and the lease lasts, that
-- ends at once, and whoever starts the task next goes on from its last checkpoint.
--
-- ARGV    id attempt
-- Answers 1 when the task must be delivered again, 0 when the attempt no longer held it
-- Uses    hashes record attempt
-- Caller  TaskLedger.release
local id, attempt, now = ARGV[1], ARGV[2], clock()
local task = some_of(id)
if not task then return 0 end

local pickups, ends = without_pickup(task.pickups, attempt), holds(attempt, task, now)
if not ends and pickups == task.pickups then return 0 end
task.pickups = pickups
-- Already over, so that the next start is granted it.
if ends then task.lease = whole(now - 1 - task.born) end
write(id, task)
if not ends then return 0 end
redis.call('ZADD', due_key(task.order.kind), now - 1, id)
return 1
