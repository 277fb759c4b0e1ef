-- Reads the newest tasks of a list from its chunks.

local function created(id) return tonumber(redis.call('HGET', record_key(id), CREATED) or 0) end

-- How many of these ids, newest first, are of tasks that were created at a time or later.
local function count_since(ids, time)
  if created(ids[1]) < time then return 0 end
  if created(ids[#ids]) >= time then return #ids end
  local low, high = 1, #ids - 1
  while low < high do
    local middle = math.ceil((low + high) / 2)
    if created(ids[middle]) >= time then low = middle else high = middle - 1 end
  end
  return low
end

-- So many chunks are asked for at once: most pages come from fewer.
local CHUNKS = 8

-- Ids of the newest tasks of a list, newest first, at most so many: of those created before a time (nil: of all) and, where `since` is not
-- nil, not before that one.
local function newest(list, most, before, since)
  local key, found = list_key(list), {}

  -- Adds what a chunk has; answers whether older ones may have more.
  local function add(chunk)
    local chunk_ids = chunk_key(list, chunk)
    local ids = before and redis.call('SORT_RO', chunk_ids, 'DESC')
      or redis.call('SORT_RO', chunk_ids, 'LIMIT', 0, most - #found, 'DESC')
    local first = before and count_since(ids, before) + 1 or 1
    local last = since and count_since(ids, since) or #ids
    for place = first, math.min(last, first + most - #found - 1) do found[#found + 1] = ids[place] end
    return #found < most and last == #ids
  end

  -- The oldest chunk that is not known to be older than the bound may hold some that are.
  local edge = before and redis.call('ZRANGE', key, whole(before), '+inf', 'BYSCORE', 'LIMIT', 0, 1)[1]
  if edge and not add(edge) then return found end
  local skipped, latest = 0, before and '(' .. whole(before) or '+inf'
  repeat
    local chunks = redis.call('ZRANGE', key, latest, '-inf', 'BYSCORE', 'REV', 'LIMIT', skipped, CHUNKS)
    for _, chunk in ipairs(chunks) do
      if not add(chunk) then return found end
    end
    skipped = skipped + CHUNKS
  until #chunks < CHUNKS
  return found
end
