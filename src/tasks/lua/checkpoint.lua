-- Records what an attempt has achieved, for good, and renews its lease. Pickups are counted anew, this one included.
--
-- ARGV    id attempt lease(milliseconds) steps progress field value
--         field and value: `done:<step>` and its result, or `error` and why the task is being undone; '' for none
-- Answers { 'kept', steps as they are now }, { 'lost' } when the attempt no longer holds the task, or { 'given up', why }
--         when the task was given up for another reason before
-- Caller  TaskLedger.checkpoint
local id, now = ARGV[1], clock()
local task = held(id, ARGV[2], now)
if not task then return { 'lost' } end
if overtaken(task, ARGV[7]) then return { 'given up', task.error } end

local lease = now + tonumber(ARGV[3])
local steps = stamped(ARGV[4], task.created, now)
redis.call('HSET', record_key(id), 'steps', steps, 'lease', lease, 'pickups', ARGV[2],
  'progress', math.max(task.progress, tonumber(ARGV[5])))
if ARGV[6] ~= '' then redis.call('HSET', record_key(id), ARGV[6], ARGV[7]) end
changed(id, task.owner, 'active')
redis.call('ZADD', due_key(task.kind), lease, id)
return { 'kept', steps }
