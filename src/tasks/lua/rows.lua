-- Rows of a list, each with what its estimate needs; the kinds of those that have not ended, once each; and now.
local LISTED = { KIND, STATUS, VERSION, PROGRESS, CREATED, STARTED, ENDED, STEPS, ERROR, LOCATION, ATTEMPT, UID, PICKUPS,
  VERB, RESOURCE }
local function rows_of(ids)
  local now, tasks, kinds, workers = clock(), {}, {}, {}
  local function meet(kind)
    if workers[kind] then return end
    local known
    workers[kind], known = known_of(kind, now)
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
    tasks[i] = { id, packed(fields), ahead_of(id, kind, status), is_open(status) and workers[kind] or 0 }
  end
  return tasks, kinds, now
end
