-- Asks that a task be cancelled. One that is queued ends at once. One that is active is given up: whoever runs it is
-- told, its next write is refused, and it is undone. One that is being undone already, or has ended, stays as it is.
--
-- ARGV    id reader error(JSON: that it was cancelled) retention(milliseconds)
-- Answers like read: the task as it is now
-- Caller  TaskStore.cancel, in the API; running it twice is harmless
local id, now = ARGV[1], clock()
local task = record(id)
if not sees(ARGV[2], task.owner) then return { 'none' } end
if not task.status then return { 'expired' } end

redis.call('HSETNX', record_key(id), 'cancel', now)
if task.status == 'queued' then
  redis.call('HSET', record_key(id), 'error', ARGV[3], 'ended', math.max(now, milliseconds(task.created)))
  redis.call('HDEL', record_key(id), 'pickups')
  redis.call('ZADD', expiry_key, now + tonumber(ARGV[4]), id)
  leave_queue(id, task.kind, task.client or task.owner, task.share)
  move(id, 'cancelled')
  reply(id, task.reply, now)
elseif task.status == 'active' and not task.error then
  redis.call('HSET', record_key(id), 'error', ARGV[3])
  changed(id, task.owner, 'active')
  redis.call('PUBLISH', cancels_channel, id)
end

local fields
task, fields = record(id)
return { 'task', now, packed(fields), circumstances(id, task.kind, task.status, now) }
