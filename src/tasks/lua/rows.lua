-- Rows of a list, each with what its estimate needs; the kinds of those that have not ended, once each; and now.
local LISTED = { KIND, STATUS, VERSION, PROGRESS, CREATED, STARTED, ENDED, STEPS, ERROR, LOCATION, ATTEMPT, UID, PICKUPS,
  VERB, RESOURCE }

-- How many tasks are taken before each of these that wait, newest first. What was asked for one after another mostly stands in the
-- line one after another too, and is found together: to find each by itself takes longer the longer the line is.
local function places_of(kind, ids)
  local key, places = waiting_key(kind), {}
  if #ids > 2 then
    local first, last = redis.call('ZRANK', key, ids[#ids]), redis.call('ZRANK', key, ids[1])
    if first and last and last - first < 2 * #ids then
      for n, id in ipairs(redis.call('ZRANGE', key, first, last)) do places[id] = first + n - 1 end
    end
  end
  for _, id in ipairs(ids) do places[id] = places[id] or redis.call('ZRANK', key, id) or 0 end
  return places
end

local function rows_of(ids)
  local now, tasks, kinds, workers, waiting = clock(), {}, {}, {}, {}
  local function meet(kind)
    if workers[kind] then return end
    local known
    workers[kind], known = known_of(kind)
    if known == '' then return end
    kinds[#kinds + 1] = kind
    kinds[#kinds + 1] = known
  end
  for i, id in ipairs(ids) do
    local values, fields = redis.call('HMGET', record_key(id), unpack(LISTED)), {}
    for n, name in ipairs(LISTED) do
      if values[n] then
        fields[#fields + 1] = name
        fields[#fields + 1] = values[n]
      end
    end
    local kind, status = values[1], values[2]
    if is_open(status) then meet(kind) end
    if status == 'queued' then
      waiting[kind] = waiting[kind] or {}
      table.insert(waiting[kind], id)
    end
    tasks[i] = { id, packed(fields), 0, is_open(status) and workers[kind] or 0 }
  end
  local places = {}
  for kind, waits in pairs(waiting) do
    for id, place in pairs(places_of(kind, waits)) do places[id] = place end
  end
  for _, task in ipairs(tasks) do task[3] = places[task[1]] or 0 end
  return tasks, kinds, now
end
