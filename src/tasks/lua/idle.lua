-- Workers that have slots free and nothing to run in them: who makes a task that need not wait hands it to one of them at once. Of each
-- worker of a kind the text `<free slots> <mark> <names>`, names of the steps that its version has: so nobody is handed what only others
-- can run. Its sweeps say how many are free and by which mark of its own it knows when that was, and what is handed, granted and ended
-- between two sweeps is counted here. Of what was under way as it swept that is wrong by a few until its next: what a worker has no slot for
-- it gives back.
local function idle_key(kind) return base .. ':idle:' .. kind end
local function step_names(steps) return (string.gsub(steps, ':[^,]*', '')) end
local function grants_channel(worker) return base .. ':grants:' .. worker end

local function offer(key, worker, free, mark, names) change(key, worker, whole(free) .. ' ' .. mark .. ' ' .. names) end
local function offered(text) return string.match(text or '', '^(%d+) (%S*) (.*)$') end

-- Slots of a worker have become free, or are taken (`more` is negative), by a task of a kind. One that has not swept yet is not known.
local freed = {}
local function frees(kind, worker, more)
  local of_kind = freed[kind] or {}
  freed[kind], of_kind[worker] = of_kind, (of_kind[worker] or 0) + more
end
at_end[#at_end + 1] = function()
  for kind, workers in pairs(freed) do
    local key = idle_key(kind)
    for worker, more in pairs(workers) do
      local free, mark, names = offered(redis.call('HGET', key, worker))
      if free then redis.call('HSET', key, worker, whole(math.max(0, free + more)) .. ' ' .. mark .. ' ' .. names) end
    end
  end
end

-- A connection that is gone hears nothing, and its worker is forgotten with it until it sweeps again.
local listening = {}
local function listens(worker)
  if listening[worker] == nil then
    listening[worker] = redis.call('PUBSUB', 'SHARDNUMSUB', grants_channel(worker))[2] > 0
  end
  return listening[worker]
end

-- Takes a slot of the worker that has most free, of those whose steps have these names; answers it and its mark, nil where none has.
local function take_slot(key, wanted)
  local worker, most, its_mark = nil, 0, nil
  for name, text in pairs(all_of(key)) do
    local free, mark, names = offered(text)
    free = names == wanted and listening[name] ~= false and tonumber(free) or 0
    if free > most or (worker and free == most and name < worker) then worker, most, its_mark = name, free, mark end
  end
  if not worker then return nil end
  if not listens(worker) then
    change(key, worker, false)
    return take_slot(key, wanted)
  end
  offer(key, worker, most - 1, its_mark, wanted)
  return worker, its_mark
end

-- Hands a worker a task in the slot that was taken: as grant.lua answers it, behind the mark. It hears all of a command at once.
local handed, workers_handed = {}, {}
local function hand(worker, mark, granted)
  if not handed[worker] then
    handed[worker] = {}
    workers_handed[#workers_handed + 1] = worker
  end
  table.insert(handed[worker], mark .. '\0' .. granted)
end
at_end[#at_end + 1] = function()
  for _, worker in ipairs(workers_handed) do
    redis.call('SPUBLISH', grants_channel(worker), table.concat(handed[worker], '\1'))
  end
end
