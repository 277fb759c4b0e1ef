-- What an estimate needs beside the record. Nothing is estimated of a task that has ended.
local function is_open(status) return status == 'queued' or status == 'active' end

-- How many tasks are taken before this one.
local function ahead_of(id, task)
  return task.status == 'queued' and redis.call('ZRANK', waiting_key(task.order.kind), id) or 0
end

-- How many workers a kind has, and what is known of it: their slots, and what its steps took lately.
local by_kind = {}
local function known_of(kind)
  if not by_kind[kind] then
    local workers = redis.call('ZCOUNT', workers_key(kind), clock(), '+inf')
    by_kind[kind] = { workers, packed(redis.call('HGETALL', kind_key(kind))) }
  end
  return unpack(by_kind[kind])
end

-- A task as it is answered: one text, since each part of a reply costs its reader more than what it says. Its parts are now, how many
-- tasks are ahead, how many workers there are, what is known of the kind, and the record; as JSON escapes it, none holds a \1.
local function view_of(id, task, flat)
  local ahead, workers, known = 0, 0, ''
  if is_open(task.status) then
    ahead = ahead_of(id, task)
    workers, known = known_of(task.order.kind)
  end
  return table.concat({ whole(clock()), ahead, workers, known, packed(flat) }, '\1')
end
