-- What an estimate needs beside the record. Nothing is estimated of a task that has ended.
local function is_open(status) return status == 'queued' or status == 'active' end

-- How many tasks are taken before this one.
local function ahead_of(id, kind, status)
  return status == 'queued' and redis.call('ZRANK', waiting_key(kind), id) or 0
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
local function view(now, ahead, workers, known, fields)
  return table.concat({ whole(now), ahead, workers, known, packed(fields) }, '\1')
end

local function view_of(id, task, fields)
  local kind, status = task[KIND], task[STATUS]
  if not is_open(status) then return view(clock(), 0, 0, '', fields) end
  local workers, known = known_of(kind)
  return view(clock(), ahead_of(id, kind, status), workers, known, fields)
end
