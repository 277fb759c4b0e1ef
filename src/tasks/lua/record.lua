-- A task's record is a hash. Its fields have names of a letter: they are written with every change, and kept with every task.
-- What is not there is 0, empty or not known.
local OWNER, KIND, CLIENT = 'o', 'k', 'z' -- client: who counts for it, where that is not its owner; until it has ended
local CREATED = 'c' -- epoch microseconds, never the same twice: the task's place in every list
local VERB, RESOURCE, INPUT = 'm', 'r', 'i'
local HEADER, BODY = 'h', 'b' -- where they are not `{}` and the input
local UID, REQUEST = 'u', 'q'
local STATUS, VERSION, PROGRESS, STEPS = 's', 'v', 'p', 'w'
local ATTEMPT, LEASE = 'a', 'l' -- lease: until when, epoch milliseconds
local PICKUPS = 't' -- the attempts since the last checkpoint that count, the one that wrote it included: `3,4`
local STARTED, ENDED, CANCEL = 'f', 'e', 'd' -- epoch milliseconds; cancel: when somebody asked for it
local RESULT, LOCATION = 'x', 'n'
local ERROR = 'g' -- why it failed or was cancelled; while active: what it is being undone for
local REPLY = 'y' -- the process that holds the request which made it, until it has ended
local KEY, SHARE = 'j', 'S' -- digests of its idempotency key and of what it is shared by
local function checkpoint_field(step) return ':' .. step end -- a step's result, until the task ends
-- A record whose retention is over keeps only its owner, who so is told 410 and not 404.

-- All fields of a record, by name and as Redis answers them.
local function record(id)
  local fields, task = redis.call('HGETALL', record_key(id)), {}
  for i = 1, #fields, 2 do task[fields[i]] = fields[i + 1] end
  return task, fields
end

-- Some fields of a record, by name; those that are missing are false.
local function some_of(id, names)
  local values, task = redis.call('HMGET', record_key(id), unpack(names)), {}
  for i, name in ipairs(names) do task[name] = values[i] end
  return task
end

-- A worker writes '@' where it means now: a pod's clock never gets into a record. Where Redis' own was set back, now is no
-- earlier than what was written before. Answers also which time that is, in milliseconds after the task's creation.
local function stamped(steps, created, now)
  local after = math.max(0, now - milliseconds(created))
  for started, ended in string.gmatch(steps, ':%d+:(%d*):(%d*)') do
    after = math.max(after, tonumber(ended) or tonumber(started) or after)
  end
  return (string.gsub(steps, '@', whole(after))), after
end

-- Who reads: an owner, or whoever sees the tasks of EVERYONE. Without authentication all tasks are ANONYMOUS' own, and
-- are neither listed for EVERYONE once more nor told.
local EVERYONE, ANONYMOUS = '*', 'anonymous'
local function sees(reader, owner) return reader == owner or (reader == EVERYONE and owner and true) end
local function readers_of(owner) return owner == ANONYMOUS and { owner } or { owner, EVERYONE } end

-- Tells a change that anybody can see to those who watch the task, or a list it may stand in: these hear all changes of a command
-- at once, in lines. Whoever changes a task gives it the next version with the same write.
local lines, lists_told = {}, {}
local function tell(id, owner, version, status)
  local told, channel = id .. ' ' .. version .. ' ' .. status, base .. ':changes:'
  redis.call('SPUBLISH', channel .. owner .. ':' .. id, told)
  for _, reader in ipairs(readers_of(owner)) do
    if not lines[reader] then
      lines[reader] = {}
      lists_told[#lists_told + 1] = reader
    end
    table.insert(lines[reader], told)
  end
end
at_end[#at_end + 1] = function()
  for _, reader in ipairs(lists_told) do
    redis.call('SPUBLISH', base .. ':changes:' .. reader, table.concat(lines[reader], '\n'))
  end
end

-- Tells a task that has ended, whole, to the process that holds the request which made it: that saves it a read.
local function reply(id, process, now)
  if not process then return end
  local task, fields = record(id)
  redis.call('SPUBLISH', base .. ':replies:' .. process, packed({ task[UID], id, whole(now), packed(fields) }))
end
