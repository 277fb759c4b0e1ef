-- Rows of a list, each with what its estimate needs.

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

-- Answers three texts, since each part of a reply costs its reader more than what it says: now; of the kinds of those that have not
-- ended the name, how many workers there are, and what is known of it; and of each task its id, how many are ahead, and of its record
-- CREATED, ORDER, STATE and ERROR, '' where there is none. As JSON escapes it, none holds a \1 or \2.
local function rows_of(ids)
  local rows, kinds, waiting = {}, {}, {}
  for i, id in ipairs(ids) do
    local values = redis.call('HMGET', record_key(id), CREATED, ORDER, STATE, ERROR)
    values[4] = values[4] or ''
    rows[i] = packed(values)
    local status = string.match(values[3], '^%a*')
    if is_open(status) then
      local kind = order_of(values[2]).kind
      if not waiting[kind] then
        local workers, known = known_of(kind)
        kinds[#kinds + 1] = kind .. '\1' .. workers .. '\1' .. known
        waiting[kind] = {}
      end
      if status == 'queued' then table.insert(waiting[kind], id) end
    end
  end
  local places = {}
  for kind, waits in pairs(waiting) do
    for id, place in pairs(places_of(kind, waits)) do places[id] = place end
  end
  for i, id in ipairs(ids) do rows[i] = id .. '\1' .. (places[id] or 0) .. '\1' .. rows[i] end
  return whole(clock()), table.concat(kinds, '\2'), table.concat(rows, '\2')
end
