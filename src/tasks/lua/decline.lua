-- Gives a task back that its worker can't run, because the steps are those of another version. Nothing was begun, so the
-- grant is not counted as a pickup, nor as a try of the step that it marked. It is delivered again after a lease's time,
-- so that workers that can't run it do not hand it to each other without a pause.
--
-- ARGV    id attempt lease(milliseconds)
-- Answers 1, or 0 when the attempt no longer held it
-- Uses    hashes record attempt
-- Caller  TaskLedger.decline
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
redis.call('ZADD', due_key(task.order.kind), now + tonumber(ARGV[3]), id)
return 1
