-- Rows of a list, each with what its estimate needs.
local LISTED = { KIND, STATUS, CREATED, VERSION, PROGRESS, STARTED, ENDED, STEPS, ERROR, VERB, RESOURCE }

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

-- Answers what is known of the kinds of those that have not ended, as one text, each behind its name; and of each task in turn its id,
-- when it was created and its view, where what is known of its kind is left out and the record has the values of LISTED, '' where
-- there is none: names would cost more than they.
local function rows_of(ids)
  local records, waiting, places = {}, {}, {}
  for i, id in ipairs(ids) do
    local values = redis.call('HMGET', record_key(id), unpack(LISTED))
    for n = 1, #LISTED do values[n] = values[n] or '' end
    records[i] = values
    local kind, status = values[1], values[2]
    if status == 'queued' then
      waiting[kind] = waiting[kind] or {}
      table.insert(waiting[kind], id)
    end
  end
  for kind, waits in pairs(waiting) do
    for id, place in pairs(places_of(kind, waits)) do places[id] = place end
  end

  local now, kinds, met, rows = clock(), {}, {}, {}
  for i, id in ipairs(ids) do
    local values = records[i]
    local kind, workers, known = values[1], 0, ''
    if is_open(values[2]) then workers, known = known_of(kind) end
    if known ~= '' and not met[kind] then
      met[kind] = true
      kinds[#kinds + 1] = kind
      kinds[#kinds + 1] = known
    end
    rows[3 * i - 2], rows[3 * i - 1] = id, values[3]
    rows[3 * i] = view(now, places[id] or 0, workers, '', values)
  end
  return table.concat(kinds, '\1'), unpack(rows)
end
