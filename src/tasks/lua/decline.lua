-- Gives a task back of which its worker has begun nothing: its steps are those of another version, or there is no room for it. So the grant
-- is not counted as a pickup, nor as a try of the step that it marked. Workers that can't run it would hand it to each other without a
-- pause, so it may be told when it is to be granted again.
--
-- ARGV    id attempt pause(milliseconds)
-- Answers 1, or 0 when the attempt no longer held it
-- Uses    hashes record attempt
-- Caller  TaskLedger.decline, TaskLedger.giveBack
local id, now = ARGV[1], clock()
local task = held(id, ARGV[2], now)
if not task then return 0 end

-- A task that is being undone (it has an error) had none marked.
if not task.error then
  task.steps = string.gsub(task.steps, ':i:(%d+)', function(tries) return ':i:' .. (tries - 1) end)
end
task.pickups = without_pickup(task.pickups, ARGV[2])
task.lease = whole(now - 1 - task.born)
next_version(task)
write(id, task)
tell(id, task)
-- Already over where there is no pause, so that the next start is granted it.
redis.call('ZADD', due_key(task.order.kind), now - 1 + tonumber(ARGV[3]), id)
return 1
