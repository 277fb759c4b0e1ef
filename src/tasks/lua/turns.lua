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

-- It stands there once the last call of the command is done.
local function stand_in_line(kind, round, id)
  waiting[kind] = waiting_of(kind) + 1
  put(waiting_key(kind), round, id)
end

local function left_line(kind) waiting[kind] = waiting_of(kind) - 1 end

-- How many workers serve a kind; no less than one, which may come at any time. Where so many of its tasks wait, each has a delivery:
-- the worker that one wakes takes its share of all that are to be started, so more would say nothing new.
local workers = {}
local function forget_workers(kind) workers[kind] = nil end
local function workers_of(kind)
  workers[kind] = workers[kind] or math.max(1, redis.call('ZCARD', workers_key(kind)))
  return workers[kind]
end
