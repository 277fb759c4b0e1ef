-- Asks that a task be cancelled. One that is queued ends at once. One that is active is given up: whoever runs it is
-- told, its next write is refused, and it is undone. One that is being undone already, or has ended, stays as it is.
--
-- ARGV    id reader error(JSON: that it was cancelled) retention(milliseconds)
-- Answers like read: the task as it is now
-- Uses    hashes record sets lists expiry turns plans reply view
-- Caller  TaskStore.cancel, in the API; running it twice is harmless
local id, now = ARGV[1], clock()
local task, fields = record(id)
local owner = task and task.order.owner or fields[GONE]
if not sees(ARGV[2], owner) then return 'none' end
if not task then return 'expired' end

redis.call('HSETNX', record_key(id), CANCEL, now)
if task.status == 'queued' then
  task.status = 'cancelled'
  stamp(task, steps_of(task), now)
  next_version(task)
  write(id, task, ERROR, ARGV[3])
  redis.call('HDEL', record_key(id), CLIENT, SHARE, REPLY)
  if fields[SHARE] then redis.call('DEL', share_key(owner, fields[SHARE])) end
  redis.call('ZREM', waiting_key(task.order.kind), id)
  leave_open(fields[CLIENT] or owner)
  keep_until(id, now + tonumber(ARGV[4]))
  list_out(id, task.order, 'queued')
  list_in(id, task)
  tell(id, task)
  reply(id, fields[NAMES], fields[REPLY], now)
elseif task.status == 'active' and not task.error then
  next_version(task)
  write(id, task, ERROR, ARGV[3])
  tell(id, task)
  redis.call('SPUBLISH', base .. ':cancels', id)
end

local _, view = viewed(id)
return view
