-- Waiting tasks of a kind stand in one line, in rounds. A client's task comes a round after the client's last, and no earlier than
-- the round after the one that is served: so clients take turns, and a long line holds up nobody but its own client.
-- Source: start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996), with tasks of one length.
local function round_of(kind) return 'round:' .. kind end

-- Counts a task that has ended. The last of a client takes along what was noted of it.
local function leave_open(client)
  redis.call('HINCRBY', meta_key, 'open', -1)
  if redis.call('HINCRBY', client_key(client), 'open', -1) == 0 then redis.call('DEL', client_key(client)) end
end

-- The waiting task whose turn it is, which waits no longer; nil where none does.
local function take_turn(kind)
  local first = redis.call('ZPOPMIN', waiting_key(kind))
  if not first[1] then return nil end
  redis.call('HSET', meta_key, round_of(kind), first[2])
  return first[1]
end

-- How many tasks of the kind all its workers run at once. A queue holds a delivery for each, and a few spare ones for workers
-- that come. Where more tasks wait, whoever ends one takes the next without: what BullMQ costs, a backlog then does not.
local function slots_of(kind)
  return redis.call('ZCARD', workers_key(kind)) * tonumber(redis.call('HGET', kind_key(kind), 'slots') or 0)
end
