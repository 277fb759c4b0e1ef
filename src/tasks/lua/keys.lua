-- The names and the habits that all scripts of the task store share; it is put before each of them.
--
-- KEYS[1]  the store's base name, which carries the hash tag; every other key is derived from it and so
--          lives in the same slot of a Redis Cluster.
--
-- A task's record is a hash. Its fields:
--   status kind owner uid version progress attempt pickups delivery steps
--   created started ended lease   epoch milliseconds
--   verb resource header body input requestid
--   result location error         once there
--   key                           the idempotency key's own name, where one was given
--   done:<step>                   a step's checkpoint, until the task ends
-- A record whose retention is over keeps only `owner`, so that its owner is told 410 and not 404.
local base = KEYS[1]

local function record_key(id) return base .. ':task:' .. id end
local function waiting_key(kind) return base .. ':waiting:' .. kind end
local function idempotency_key(owner, key) return base .. ':key:' .. owner .. ':' .. key end
local function kind_key(kind) return base .. ':kind:' .. kind end
local function workers_key(kind) return base .. ':workers:' .. kind end
local meta_key = base .. ':meta'
local due_key = base .. ':due'
local expiry_key = base .. ':expiry'

-- Lists are read from two ordered sets a task: by owner, status and verb, and by those and the resource. Every
-- filter of GET /tasks is a merge of a few of them.
local function list_key(owner, status, verb) return base .. ':list:' .. owner .. ':' .. status .. ':' .. verb end
local function resource_list_key(owner, status, verb, resource)
  return list_key(owner, status, verb) .. ':' .. resource
end

-- Fields travel as one text, `name NUL value NUL …`: a reply of forty parts costs its reader more than the read itself.
-- Neither names nor values hold a NUL: texts of clients stand in them as JSON, which escapes it.
local function packed(fields) return table.concat(fields, '\0') end

local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- A worker writes '@' where it means now: a pod's clock never gets into a record.
local function stamped(steps, created, now)
  return (string.gsub(steps, '@', string.format('%d', now - created)))
end

local function list_in(id, owner, status, verb, resource)
  redis.call('ZADD', list_key(owner, status, verb), id, id)
  redis.call('ZADD', resource_list_key(owner, status, verb, resource), id, id)
end

local function list_out(id, owner, status, verb, resource)
  redis.call('ZREM', list_key(owner, status, verb), id)
  redis.call('ZREM', resource_list_key(owner, status, verb, resource), id)
end

-- The one place where a status changes, so that record and lists can't drift.
local function move(id, from, to)
  local task = redis.call('HMGET', record_key(id), 'owner', 'verb', 'resource')
  list_out(id, task[1], from, task[2], task[3])
  list_in(id, task[1], to, task[2], task[3])
  redis.call('HSET', record_key(id), 'status', to)
end

-- The record of an attempt that may still write: granted to it and nobody since, with its lease not over.
-- Answers nil when the attempt must stop.
local function held(id, attempt, now)
  local task = redis.call('HMGET', record_key(id), 'status', 'attempt', 'lease', 'created', 'progress', 'kind')
  if task[1] ~= 'active' or task[2] ~= attempt or tonumber(task[3]) < now then return nil end
  return { created = tonumber(task[4]), progress = tonumber(task[5]), kind = task[6] }
end

-- How long steps took lately, newest first, as many as estimates are made from.
local OBSERVATIONS = 32
local function observe(kind, step, duration)
  local key, field = kind_key(kind), 'took:' .. step
  local kept, text = 1, duration
  for old in string.gmatch(redis.call('HGET', key, field) or '', '%d+') do
    if kept == OBSERVATIONS then break end
    kept, text = kept + 1, text .. ' ' .. old
  end
  redis.call('HSET', key, field, text)
end

-- What an estimate needs beside the record: workers there are, tasks ahead, what steps took lately.
local function circumstances(id, kind, status, now)
  if status ~= 'queued' and status ~= 'active' then return { 0, 0, '' } end
  local ahead = status == 'queued' and redis.call('ZRANK', waiting_key(kind), id) or 0
  local workers = redis.call('ZCOUNT', workers_key(kind), now, '+inf')
  return { ahead or 0, workers, packed(redis.call('HGETALL', kind_key(kind))) }
end
