-- The names and the habits that all scripts of the task store share; it is put before each of them.
--
-- KEYS[1]  the store's base name, which carries the hash tag; every other key is derived from it and so
--          lives in the same slot of a Redis Cluster.
--
-- A task's record is a hash. Its fields:
--   status kind owner uid version progress attempt steps
--   pickups                       the attempts since the last checkpoint that count, the one that wrote it included: `3,4`
--   started ended lease           epoch milliseconds
--   created                       epoch microseconds, never the same twice: the task's place in every list
--   verb resource header body input requestid
--   result location               once there
--   error                         why it failed or was cancelled; while active: what it is being undone for
--   reply                         the process that holds the request which made it, until it has ended
--   cancel                        when somebody asked to cancel it, epoch milliseconds
--   client                        who counts for it, where that is not its owner; until it has ended
--   key share                     the names of its idempotency key and of the key it is shared by, where it has them
--   done:<step>                   a step's checkpoint, until the task ends
-- A record whose retention is over keeps only `owner`, so that its owner is told 410 and not 404.
local base = KEYS[1]

local function record_key(id) return base .. ':task:' .. id end
local function waiting_key(kind) return base .. ':waiting:' .. kind end
local function line_key(kind, client) return base .. ':line:' .. kind .. ':' .. client end
local function turns_key(kind) return base .. ':turns:' .. kind end
local function idempotency_key(owner, key) return base .. ':key:' .. owner .. ':' .. key end
local function share_key(owner, share) return base .. ':share:' .. owner .. ':' .. share end
local function kind_key(kind) return base .. ':kind:' .. kind end
local function workers_key(kind) return base .. ':workers:' .. kind end
local function due_key(kind) return base .. ':due:' .. kind end
local function rate_key(client) return base .. ':rate:' .. client end
local meta_key = base .. ':meta'
local open_key = base .. ':open'
local expiry_key = base .. ':expiry'

-- Channels. Whoever watches a task, or all tasks that a reader sees, is told id, version and status of each change; workers
-- are told the ids of running tasks that are to be cancelled.
local function changes_channel(owner, id) return base .. ':changes:' .. owner .. ':' .. id end
local function all_changes_channel(reader) return base .. ':changes:' .. reader end
local cancels_channel = base .. ':cancels'
local function replies_channel(process) return base .. ':replies:' .. process end

-- Lists are read from two ordered sets a task: by owner, status and verb, and by those and the resource; and from two
-- more for those who see all. Every filter of GET /tasks is a merge of a few of them.
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

local function milliseconds(created) return math.floor(tonumber(created) / 1000) end

-- A worker writes '@' where it means now: a pod's clock never gets into a record. Where Redis' own was set back, now is no
-- earlier than what was written before. Answers also which time that is, in milliseconds after the task's creation.
local function stamped(steps, created, now)
  local after = math.max(0, now - milliseconds(created))
  for started, ended in string.gmatch(steps, ':%d+:(%d*):(%d*)') do
    after = math.max(after, tonumber(ended) or tonumber(started) or after)
  end
  return (string.gsub(steps, '@', string.format('%d', after))), after
end

-- All fields of a record, by name and as Redis answers them.
local function record(id)
  local fields, task = redis.call('HGETALL', record_key(id)), {}
  for i = 1, #fields, 2 do task[fields[i]] = fields[i + 1] end
  return task, fields
end

-- Who reads: an owner, or whoever sees the tasks of EVERYONE. Without authentication all tasks are ANONYMOUS' own, and
-- are neither listed for EVERYONE once more nor told.
local EVERYONE, ANONYMOUS = '*', 'anonymous'
local function sees(reader, owner) return reader == owner or (reader == EVERYONE and owner and true) end
local function lists_of(owner) return owner == ANONYMOUS and { owner } or { owner, EVERYONE } end

-- Gives a change that anybody can see its version, and tells it to those who watch the task, or a list it may stand in.
local function changed(id, owner, status)
  local version = redis.call('HINCRBY', record_key(id), 'version', 1)
  local change = id .. ' ' .. version .. ' ' .. status
  redis.call('PUBLISH', changes_channel(owner, id), change)
  for _, reader in ipairs(lists_of(owner)) do redis.call('PUBLISH', all_changes_channel(reader), change) end
end

-- Tells a task that has ended, whole, to the process that holds the request which made it: that saves it a read.
local function reply(id, process, now)
  if not process then return end
  redis.call('HDEL', record_key(id), 'reply')
  local task, fields = record(id)
  redis.call('PUBLISH', replies_channel(process), packed({ task.uid, id, string.format('%d', now), packed(fields) }))
end

local function list_in(id, task)
  for _, list in ipairs(lists_of(task.owner)) do
    redis.call('ZADD', list_key(list, task.status, task.verb), task.created, id)
    redis.call('ZADD', resource_list_key(list, task.status, task.verb, task.resource), task.created, id)
  end
end

local function list_out(id, task)
  for _, list in ipairs(lists_of(task.owner)) do
    redis.call('ZREM', list_key(list, task.status, task.verb), id)
    redis.call('ZREM', resource_list_key(list, task.status, task.verb, task.resource), id)
  end
end

-- What a list needs to know of a task: fields of its record.
local PLACE = { 'owner', 'status', 'verb', 'resource', 'created', 'client' }
local function place(id)
  local values, task = redis.call('HMGET', record_key(id), unpack(PLACE)), {}
  for i, name in ipairs(PLACE) do task[name] = values[i] end
  return task
end

-- Counts tasks that have not ended: all of them, and each client's.
local EVERY_CLIENT = '*'
local function count_open(client, change)
  for _, name in ipairs({ EVERY_CLIENT, client }) do
    if redis.call('HINCRBY', open_key, name, change) == 0 then redis.call('HDEL', open_key, name) end
  end
end

-- The one place where a status changes, so that record, lists, counts and watchers can't drift.
local function move(id, to)
  local task = place(id)
  list_out(id, task)
  task.status = to
  list_in(id, task)
  redis.call('HSET', record_key(id), 'status', to)
  if to ~= 'active' then
    count_open(task.client or task.owner, -1)
    if task.client then redis.call('HDEL', record_key(id), 'client') end
  end
  changed(id, task.owner, to)
end

-- Waiting tasks of a kind stand in lines, one for each client, and the clients take turns: a long line holds up nobody
-- but its own client. A client's turn is a number, one higher each time it was served; whoever begins a line has the turn
-- after the one that was served last.
local function join_queue(id, kind, client, created)
  redis.call('ZADD', waiting_key(kind), created, id)
  redis.call('ZADD', line_key(kind, client), id, id)
  local served = redis.call('HGET', meta_key, 'turn:' .. kind) or 0
  redis.call('ZADD', turns_key(kind), 'NX', served + 1, client)
end

-- How many deliveries a queue of the kind holds at most: one for each slot there is, and spare ones for workers that come.
-- Where more tasks wait, whoever ends one takes the next without: what BullMQ costs, a backlog then does not.
local function enough_for(kind, spare)
  local slots = redis.call('ZCARD', workers_key(kind)) * tonumber(redis.call('HGET', kind_key(kind), 'slots') or 0)
  return math.max(slots, tonumber(spare))
end

-- A task that is not queued any more is not joined by further reads, and no longer waits.
local function leave_queue(id, kind, client, share)
  redis.call('ZREM', waiting_key(kind), id)
  redis.call('ZREM', line_key(kind, client), id)
  if redis.call('EXISTS', line_key(kind, client)) == 0 then redis.call('ZREM', turns_key(kind), client) end
  if share then
    redis.call('DEL', share)
    redis.call('HDEL', record_key(id), 'share')
  end
end

-- The waiting task whose turn it is, or nil. Its client's next turn comes after one of each other client.
local function take_turn(kind)
  local first = redis.call('ZRANGE', turns_key(kind), 0, 0, 'WITHSCORES')
  if not first[1] then return nil end
  redis.call('HSET', meta_key, 'turn:' .. kind, first[2])
  redis.call('ZADD', turns_key(kind), first[2] + 1, first[1])
  return redis.call('ZRANGE', line_key(kind, first[1]), 0, 0)[1]
end

-- How many tasks are to be taken before this one: those before it in its line, and about as many of each other client.
local function ahead_of(id, kind)
  local clients = redis.call('ZCARD', turns_key(kind))
  if clients < 2 then return redis.call('ZRANK', waiting_key(kind), id) or 0 end
  local names = redis.call('HMGET', record_key(id), 'client', 'owner')
  local before = redis.call('ZRANK', line_key(kind, names[1] or names[2]), id) or 0
  return math.min(redis.call('ZCARD', waiting_key(kind)) - 1, (before + 1) * clients - 1)
end

-- The record of an attempt that may still write: granted to it and nobody since, with its lease not over, by a Redis
-- that has lost nothing since.
-- Answers nil when the attempt must stop.
local function held(id, attempt, now)
  local task = redis.call('HMGET', record_key(id), 'status', 'attempt', 'lease', 'created', 'progress', 'kind', 'owner',
    'error', 'reply')
  if task[1] ~= 'active' or task[2] ~= attempt or tonumber(task[3]) < now then return nil end
  -- Redis may have lost an effect that this attempt builds on; the next one goes on from what is there. See opened.lua.
  if tonumber(attempt) <= tonumber(redis.call('HGET', meta_key, 'attempts') or 0) then return nil end
  return { created = task[4], progress = tonumber(task[5]), kind = task[6], owner = task[7], error = task[8],
    reply = task[9] }
end

-- Takes an attempt out of those that count as pickups, where it is among them.
local function uncount(id, attempt)
  local pickups = redis.call('HGET', record_key(id), 'pickups')
  if not pickups then return end
  local others = {}
  for other in string.gmatch(pickups, '%d+') do
    if other ~= attempt then others[#others + 1] = other end
  end
  redis.call('HSET', record_key(id), 'pickups', table.concat(others, ','))
end

-- True for a write that goes forward, or gives up for a reason of its own, after the task was given up for another:
-- cancelled. Whoever writes the error first has won. (The same error again is a write that Redis was sent twice.)
local function overtaken(task, value)
  return task.error and value ~= '' and value ~= task.error
end

-- What an estimate needs beside the record: workers there are, tasks ahead, what steps took lately.
local function circumstances(id, kind, status, now)
  if status ~= 'queued' and status ~= 'active' then return { 0, 0, '' } end
  local ahead = status == 'queued' and ahead_of(id, kind) or 0
  local workers = redis.call('ZCOUNT', workers_key(kind), now, '+inf')
  return { ahead, workers, packed(redis.call('HGETALL', kind_key(kind))) }
end

-- Rows of a list, each with what its estimate needs; the kinds of those that have not ended, once each; and now.
local LISTED = { 'kind', 'status', 'version', 'progress', 'created', 'started', 'ended', 'steps', 'error', 'location',
  'attempt', 'uid', 'pickups', 'verb', 'resource' }
local function listed(ids)
  local now, tasks, kinds, seen = clock(), {}, {}, {}
  for i, id in ipairs(ids) do
    local values, fields = redis.call('HMGET', record_key(id), unpack(LISTED)), {}
    for n = 1, #LISTED do
      if values[n] then
        fields[#fields + 1] = LISTED[n]
        fields[#fields + 1] = values[n]
      end
    end
    local about = circumstances(id, values[1], values[2], now)
    tasks[i] = { id, packed(fields), about[1], about[2] }
    if about[3] ~= '' and not seen[values[1]] then
      seen[values[1]] = true
      kinds[#kinds + 1] = values[1]
      kinds[#kinds + 1] = about[3]
    end
  end
  return tasks, kinds, now
end
