-- Waiting tasks of a kind stand in one line, in rounds. A client's task comes a round after the client's last, and no earlier than
-- the round after the one that is served: so clients take turns, and a long line holds up nobody but its own client.
-- Source: start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996), with tasks of one length.
local function round_of(kind) return 'round:' .. kind end

-- Counts a task that has ended. The last of a client takes along what was noted of it.
local left = {}
local function leave_open(client) left[client] = (left[client] or 0) + 1 end
at_end[#at_end + 1] = function()
  for client, count in pairs(left) do
    redis.call('HINCRBY', meta_key, 'open', -count)
    if redis.call('HINCRBY', client_key(client), 'open', -count) == 0 then redis.call('DEL', client_key(client)) end
  end
end

-- How many tasks of a kind wait.
local waiting = {}
local function waiting_of(kind)
  waiting[kind] = waiting[kind] or redis.call('ZCARD', waiting_key(kind))
  return waiting[kind]
end

local function stand_in_line(kind, round, id)
  waiting[kind] = waiting_of(kind) + 1
  redis.call('ZADD', waiting_key(kind), round, id)
end

-- The waiting task whose turn it is, which waits no longer; nil where none does.
local function take_turn(kind)
  local first = redis.call('ZPOPMIN', waiting_key(kind))
  if not first[1] then return nil end
  if waiting[kind] then waiting[kind] = waiting[kind] - 1 end
  change(meta_key, round_of(kind), first[2])
  return first[1]
end

-- How many tasks of the kind all its workers run at once. A queue holds a delivery for each, and a few spare ones for workers
-- that come. Where more tasks wait, whoever ends one takes the next without: what BullMQ costs, a backlog then does not.
local slots = {}
local function forget_slots(kind) slots[kind] = nil end
local function slots_of(kind)
  slots[kind] = slots[kind]
    or redis.call('ZCARD', workers_key(kind)) * tonumber(redis.call('HGET', kind_key(kind), 'slots') or 0)
  return slots[kind]
end
