-- Asks that a task be cancelled. One that is queued ends at once. One that is active is given up: whoever runs it is
-- told, its next write is refused, and it is undone. One that is being undone already, or has ended, stays as it is.
--
-- ARGV    id reader error(JSON: that it was cancelled) retention(milliseconds)
-- Answers like read: the task as it is now
-- Uses    hashes record sets lists turns view
-- Caller  TaskStore.cancel, in the API; running it twice is harmless
local id, now = ARGV[1], clock()
local task = record(id)
if not sees(ARGV[2], task[OWNER]) then return 'none' end
if not task[STATUS] then return 'expired' end

redis.call('HSETNX', record_key(id), CANCEL, now)
if task[STATUS] == 'queued' then
  local version = task[VERSION] + 1
  redis.call('HSET', record_key(id), STATUS, 'cancelled', VERSION, version, ERROR, ARGV[3],
    ENDED, math.max(now, milliseconds(task[CREATED])))
  redis.call('HDEL', record_key(id), CLIENT, SHARE, REPLY)
  if task[SHARE] then redis.call('DEL', share_key(task[OWNER], task[SHARE])) end
  redis.call('ZREM', waiting_key(task[KIND]), id)
  leave_open(task[CLIENT] or task[OWNER])
  put(expiry_key, whole(now + tonumber(ARGV[4])), id)
  list_out(id, task, 'queued')
  list_in(id, task, 'cancelled')
  tell(id, task[OWNER], version, 'cancelled')
  reply(id, task[REPLY], now)
elseif task[STATUS] == 'active' and not task[ERROR] then
  local version = task[VERSION] + 1
  redis.call('HSET', record_key(id), VERSION, version, ERROR, ARGV[3])
  tell(id, task[OWNER], version, 'active')
  redis.call('SPUBLISH', base .. ':cancels', id)
end

return view_of(id, record(id))
