-- Grants a task to a worker for the length of a lease, as a new attempt.
--
-- ARGV    id lease(milliseconds)
-- Answers { 'granted', packed fields }, { 'busy' } while another's lease lasts, { 'ended' } when nothing
--         is left to do (the task has ended, or never was)
-- Caller  TaskLedger.start
local id, now = ARGV[1], clock()
local task = redis.call('HMGET', record_key(id), 'status', 'lease', 'steps', 'created', 'error', 'kind', 'share',
  'owner')
local status, kind = task[1], task[6]

if status ~= 'queued' and status ~= 'active' then return { 'ended' } end
if status == 'active' and tonumber(task[2]) >= now then return { 'busy' } end

if status == 'queued' then
  local created = milliseconds(task[4])
  redis.call('HSET', record_key(id), 'started', math.max(now, created))
  leave_queue(id, kind, task[7])
  -- Tells the sweep how far the queue has come: what was created before and still waits is lost.
  if created > tonumber(redis.call('HGET', kind_key(kind), 'latest') or 0) then
    redis.call('HSET', kind_key(kind), 'latest', created)
  end
end

-- The step that runs next is marked here, so that beginning it needs no write of its own. A task that is being
-- undone (it has an error) begins none.
local steps = task[3]
if not task[5] then
  local again
  steps, again = string.gsub(steps, ':i:(%d+)', function(tries) return ':i:' .. (tries + 1) end)
  if again == 0 then steps = string.gsub(steps, ':n:0::', ':i:1:@:', 1) end
end

local lease = now + tonumber(ARGV[2])
redis.call('HINCRBY', record_key(id), 'attempt', 1)
redis.call('HINCRBY', record_key(id), 'pickups', 1)
redis.call('HSET', record_key(id), 'lease', lease, 'steps', stamped(steps, task[4], now))
redis.call('ZADD', due_key, lease, id)
if status == 'queued' then move(id, 'active') else changed(id, task[8], 'active') end
return { 'granted', packed(redis.call('HGETALL', record_key(id))) }
