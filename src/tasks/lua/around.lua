-- What an estimate needs beside the record. Nothing is estimated of a task that has ended.
local function is_open(status) return status == 'queued' or status == 'active' end

-- How many tasks are taken before this one.
local function ahead_of(id, kind, status)
  return status == 'queued' and redis.call('ZRANK', waiting_key(kind), id) or 0
end

-- How many workers a kind has, and what is known of it: their slots, and what its steps took lately.
local known = {}
local function known_of(kind)
  if not known[kind] then
    local workers = redis.call('ZCOUNT', workers_key(kind), clock(), '+inf')
    known[kind] = { workers, packed(redis.call('HGETALL', kind_key(kind))) }
  end
  return unpack(known[kind])
end

local function around(id, kind, status)
  if not is_open(status) then return { 0, 0, '' } end
  return { ahead_of(id, kind, status), known_of(kind) }
end
