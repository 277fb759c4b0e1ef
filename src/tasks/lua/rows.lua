-- Rows of a list, each with what its estimate needs; the kinds of those that have not ended, once each; and now.
local LISTED = { KIND, STATUS, VERSION, PROGRESS, CREATED, STARTED, ENDED, STEPS, ERROR, LOCATION, ATTEMPT, UID, PICKUPS,
  VERB, RESOURCE }
local function rows_of(ids)
  local now, tasks, kinds, seen = clock(), {}, {}, {}
  for i, id in ipairs(ids) do
    local values, fields = redis.call('HMGET', record_key(id), unpack(LISTED)), {}
    for n, name in ipairs(LISTED) do
      if values[n] then
        fields[#fields + 1] = name
        fields[#fields + 1] = values[n]
      end
    end
    local kind = values[1]
    local about = around(id, kind, values[2], now)
    tasks[i] = { id, packed(fields), about[1], about[2] }
    if about[3] ~= '' and not seen[kind] then
      seen[kind] = true
      kinds[#kinds + 1] = kind
      kinds[#kinds + 1] = about[3]
    end
  end
  return tasks, kinds, now
end
