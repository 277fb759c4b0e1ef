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
-- CREATED, ORDER, STATE and ERROR, '' where there is none. As JSON escapes it, none holds the \1 between them.
local function rows_of(ids)
  local rows, kinds, waiting, row = {}, {}, {}, 0
  for i = 1, #ids do
    local id = ids[i]
    local values = redis.call('HMGET', record_key(id), CREATED, ORDER, STATE, ERROR)
    rows[row + 1], rows[row + 2], rows[row + 3] = id, 0, values[1]
    rows[row + 4], rows[row + 5], rows[row + 6] = values[2], values[3], values[4] or ''
    local status = string.match(values[3], '^%a*')
    if is_open(status) then
      local kind = order_of(values[2]).kind
      local waits = waiting[kind]
      if not waits then
        waits = { ids = {}, rows = {} }
        waiting[kind] = waits
        local workers, known = known_of(kind)
        kinds[#kinds + 1] = kind .. '\1' .. workers .. '\1' .. known
      end
      if status == 'queued' then
        local n = #waits.ids + 1
        waits.ids[n], waits.rows[n] = id, row
      end
    elseif status == 'finished' then
      rows[row + 5] = shown(values[3])
    end
    row = row + 6
  end
  for kind, waits in pairs(waiting) do
    local places = places_of(kind, waits.ids)
    for n, id in ipairs(waits.ids) do rows[waits.rows[n] + 2] = places[id] end
  end
  return whole(clock()), table.concat(kinds, '\1'), table.concat(rows, '\1')
end
