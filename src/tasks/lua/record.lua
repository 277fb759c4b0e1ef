-- A task's record is a hash of few fields with names of a letter, and what changes together is one text of them: they are written with
-- every change, and kept with every task. What is not there is empty or not known.
local ORDER = 'f' -- what was asked for: `owner kind verb resource`, the same for many tasks
local CREATED = 'c' -- epoch microseconds, never the same twice: the task's place in every list
local NAMES = 'u' -- `uid request`: a name that no other task ever has, and the id of the request that ordered it where that is another; until it has finished
local STATE = 's' -- where it stands: `status attempt lease version progress pickups started changed steps`, see read_state
local INPUT, HEADER, BODY = 'i', 'h', 'b' -- the last two where they are not `{}` and the input
local RESULT, LOCATION = 'x', 'n' -- see kept-texts.ts
local ERROR = 'g' -- why it failed or was cancelled; while active: what it is being undone for
local CANCEL = 'd' -- when somebody asked for that, epoch milliseconds
local CLIENT = 'z' -- who counts for it, where that is not its owner; until it has ended
local REPLY = 'y' -- the process that holds the request which made it, until it has ended
local KEY, SHARE = 'j', 'S' -- digests of its idempotency key and of what it is shared by
local function checkpoint_field(place) return ':' .. place end -- the result of the step in this place, from 0 on, until the task ends
local GONE = 'o' -- its owner: all that is kept once its retention is over, so that they are told 410 and not 404

-- Who reads: an owner, or whoever sees the tasks of EVERYONE. Without authentication all tasks are ANONYMOUS' own, and
-- are neither listed for EVERYONE once more nor told.
local EVERYONE, ANONYMOUS = '*', 'anonymous'
local function sees(reader, owner) return reader == owner or (reader == EVERYONE and owner and true) end
local function readers_of(owner) return owner == ANONYMOUS and { owner } or { owner, EVERYONE } end

-- Those who watch a list it may stand in hear of all changes of a command at once, in lines.
local lines, lists_told = {}, {}
local function lines_of(reader)
  if not lines[reader] then
    lines[reader] = {}
    lists_told[#lists_told + 1] = reader
  end
  return lines[reader]
end
at_end[#at_end + 1] = function()
  for _, reader in ipairs(lists_told) do
    if #lines[reader] > 0 then redis.call('SPUBLISH', base .. ':changes:' .. reader, table.concat(lines[reader], '\n')) end
  end
end

-- What was asked for, read once for all tasks of a command that have the same: its parts, who sees it, the channel of a task up to its
-- id, the lines of those who hear of it, and its lists, see lists.lua.
local orders = {}
local function order_of(text)
  local order = orders[text]
  if order then return order end
  local owner, kind, verb, resource = string.match(text, '^(%S*) (%S*) (%S*) (%S*)')
  order = { owner = owner, kind = kind, verb = verb, resource = resource, readers = readers_of(owner),
    channel = base .. ':changes:' .. owner .. ':', lines = {}, lists = {} }
  for i, reader in ipairs(order.readers) do order.lines[i] = lines_of(reader) end
  orders[text] = order
  return order
end

-- Reads the texts of a record. Lease, started, changed and the times of steps are milliseconds after the task was created.
-- born     when that was, epoch milliseconds
-- attempt  how often it was granted: the fence of what is written
-- lease    until when its attempt may write
-- version  grows with every change that anybody can see
-- progress whole percent, empty while it is 0 and of one that has finished
-- pickups  the attempts since the last checkpoint that count, the one that wrote it included: `3,4`
-- changed  when it last was stamped; of one that has ended, its end
-- steps    `name:status:tries:started:ended,…`, or `name:n` of one that was not begun; `@` stands for the time in `changed`;
--          of one that went straight to its end `=plan:took,…`, see plans.lua
local function read_task(order, created, state)
  local status, attempt, lease, version, progress, pickups, started, changed, steps =
    string.match(state, '^(%a*) (%d*) (%S*) (%d*) (%d*) (%S*) (%d*) (%d*) (.*)')
  return { order = order_of(order), created = created, born = milliseconds(created), status = status, attempt = attempt,
    lease = lease, version = version, progress = progress, pickups = pickups, started = started, changed = changed, steps = steps,
    error = false }
end

local function state_of(task)
  return task.status .. ' ' .. task.attempt .. ' ' .. task.lease .. ' ' .. task.version .. ' ' .. task.progress .. ' '
    .. task.pickups .. ' ' .. task.started .. ' ' .. task.changed .. ' ' .. task.steps
end

-- All of a record: the task, nil where it is kept no longer, and its fields by name and as Redis answers them.
local function record(id)
  local flat = redis.call('HGETALL', record_key(id))
  -- A table that has its size from the start need not grow.
  local fields = { [ORDER] = false, [CREATED] = false, [NAMES] = false, [STATE] = false, [INPUT] = false, [ERROR] = false,
    [CLIENT] = false, [SHARE] = false }
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  if not fields[STATE] then return nil, fields, flat end
  local task = read_task(fields[ORDER], fields[CREATED], fields[STATE])
  task.error = fields[ERROR]
  return task, fields, flat
end

-- A task, and the values of some of its other fields, false where they are missing; nil where it is kept no longer.
local function some_of(id, ...)
  local values = redis.call('HMGET', record_key(id), ORDER, CREATED, STATE, ERROR, ...)
  if not values[3] then return nil end
  local task = read_task(values[1], values[2], values[3])
  task.error = values[4]
  return task, unpack(values, 5)
end

-- Writes where a task stands, and other fields: name value …; answers the text of the former.
local function write(id, task, ...)
  local state = state_of(task)
  redis.call('HSET', record_key(id), STATE, state, ...)
  return state
end

-- What a part says that is empty while it is 0. (A text in a sum is read once, by tonumber twice.)
local function number_of(part) return part == '' and 0 or part + 0 end

-- A change that anybody can see gives the task its next version with the same write: one that no change had which Redis may have lost, and
-- clients may have seen. Who changes a task uses hashes.lua.
local function next_version(task) task.version = whole(math.max(task.version, lost_attempts()) + 1) end

-- Gives a task these steps, whose `@` is now: a pod's clock never gets into a record. Where Redis' own was set back, now is no earlier than
-- what was stamped before. Answers which time that is.
local function stamp(task, steps, now)
  local after, before = now - task.born, number_of(task.changed)
  if after < before then after = before end
  task.changed, task.steps = whole(after), steps
  return after
end

-- The steps of a task, with times that stay as they are when it is stamped anew.
local function steps_of(task)
  if not string.find(task.steps, '@', 1, true) then return task.steps end
  return (string.gsub(task.steps, '@', task.changed))
end

-- Pickups with an attempt that is not among them, and without one, whether or not it is.
local function with_pickup(pickups, attempt) return pickups == '' and attempt or pickups .. ',' .. attempt end
local function without_pickup(pickups, attempt)
  local others = {}
  for other in string.gmatch(pickups, '%d+') do
    if other ~= attempt then others[#others + 1] = other end
  end
  return table.concat(others, ',')
end

-- Tells a change that anybody can see to those who watch the task, or a list it may stand in.
local function tell(id, task)
  local order, told = task.order, id .. ' ' .. task.version .. ' ' .. task.status
  redis.call('SPUBLISH', order.channel .. id, told)
  for i = 1, #order.lines do
    local heard = order.lines[i]
    heard[#heard + 1] = told
  end
end
