-- Rows of a list, each with what its estimate needs; the kinds of those that have not ended, once each; and now.
local LISTED = { KIND, STATUS, VERSION, PROGRESS, CREATED, STARTED, ENDED, STEPS, ERROR, LOCATION, ATTEMPT, UID, PICKUPS,
  VERB, RESOURCE }
local function rows_of(ids)
  local now, tasks, kinds, workers = clock(), {}, {}, {}
  local function meet(kind)
    if workers[kind] then return end
    local about = around('', kind, 'active', now)
    workers[kind] = about[2]
    if about[3] == '' then return end
    kinds[#kinds + 1] = kind
    kinds[#kinds + 1] = about[3]
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
    local open = status == 'queued' or status == 'active'
    if open then meet(kind) end
    local ahead = status == 'queued' and redis.call('ZRANK', waiting_key(kind), id) or 0
    tasks[i] = { id, packed(fields), ahead, open and workers[kind] or 0 }
  end
  return tasks, kinds, now
end
