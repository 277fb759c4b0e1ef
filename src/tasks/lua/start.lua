-- Grants a task of a kind to a worker for the length of a lease, as a new attempt: the one that its worker left longest ago
-- where there is one, else the waiting one whose turn it is. So the order of tasks, and that none is forgotten, depends on
-- no queue: a delivery says no more than that there is something to do.
--
-- ARGV    kind lease(milliseconds) spare
--         spare: deliveries that a queue holds also without workers
-- Answers { 'granted', id, packed fields, 1 when more tasks wait than have deliveries, else 0 }, or { 'none' } when nothing
--         of the kind is left to do
-- Caller  TaskLedger.start
local kind, now = ARGV[1], clock()
local left = redis.call('ZRANGE', due_key(kind), '-inf', '(' .. now, 'BYSCORE', 'LIMIT', 0, 1)[1]
local id = left or take_turn(kind)
if not id then return { 'none' } end

local NEEDED = { 'steps', 'created', 'error', 'share', 'owner', 'client', 'pickups', 'attempt' }
local values, task = redis.call('HMGET', record_key(id), unpack(NEEDED)), {}
for i, name in ipairs(NEEDED) do task[name] = values[i] end
if not left then
  redis.call('HSET', record_key(id), 'started', math.max(now, milliseconds(task.created)))
  leave_queue(id, kind, task.client or task.owner, task.share)
end

-- The step that runs next is marked here, so that beginning it needs no write of its own. A task that is being
-- undone (it has an error) begins none.
local steps = task.steps
if not task.error then
  local again
  steps, again = string.gsub(steps, ':i:(%d+)', function(tries) return ':i:' .. (tries + 1) end)
  if again == 0 then steps = string.gsub(steps, ':n:0::', ':i:1:@:', 1) end
end

local lease = now + tonumber(ARGV[2])
-- No attempt has the number of one that Redis may have lost; see opened.lua.
local attempt = math.max(tonumber(task.attempt), tonumber(redis.call('HGET', meta_key, 'attempts') or 0)) + 1
local pickups = task.pickups == '' and attempt or task.pickups .. ',' .. attempt
redis.call('HSET', record_key(id), 'lease', lease, 'steps', (stamped(steps, task.created, now)), 'pickups', pickups,
  'attempt', attempt)
redis.call('ZADD', due_key(kind), lease, id)
if left then changed(id, task.owner, 'active') else move(id, 'active') end
local more = redis.call('ZCARD', waiting_key(kind)) > enough_for(kind, ARGV[3])
return { 'granted', id, packed(redis.call('HGETALL', record_key(id))), more and 1 or 0 }
