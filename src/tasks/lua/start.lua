-- Grants a task to a worker for the length of a lease, as a new attempt. A delivery names a task, and is good for one of
-- its kind: where nothing of the named one is left to do, or it waits, the one whose turn it is is granted. So the order
-- of waiting tasks, and that none is forgotten, depends on no queue.
--
-- ARGV    id kind lease(milliseconds)
-- Answers { 'granted', id, packed fields }, { 'busy' } while another's lease lasts and no task waits, { 'ended' } when
--         nothing is left to do at all
-- Caller  TaskLedger.start
local id, kind, now = ARGV[1], ARGV[2], clock()

local NEEDED = { 'status', 'attempt', 'lease', 'steps', 'created', 'error', 'share', 'owner', 'client' }
local function read(which)
  local values, task = redis.call('HMGET', record_key(which), unpack(NEEDED)), {}
  for i, name in ipairs(NEEDED) do task[name] = values[i] end
  return task
end

local task = read(id)
local active = task.status == 'active'
if not active or tonumber(task.lease) >= now then
  id = take_turn(kind)
  if not id then return { active and 'busy' or 'ended' } end
  task = read(id)
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

local lease = now + tonumber(ARGV[3])
-- No attempt has the number of one that Redis may have lost; see opened.lua.
local attempt = math.max(tonumber(task.attempt), tonumber(redis.call('HGET', meta_key, 'attempts') or 0)) + 1
redis.call('HINCRBY', record_key(id), 'pickups', 1)
redis.call('HSET', record_key(id), 'lease', lease, 'steps', (stamped(steps, task.created, now)), 'attempt', attempt)
redis.call('ZADD', due_key, lease, id)
if task.status == 'queued' then move(id, 'active') else changed(id, task.owner, 'active') end
return { 'granted', id, packed(redis.call('HGETALL', record_key(id))) }
