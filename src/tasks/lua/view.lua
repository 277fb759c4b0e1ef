-- What an estimate needs beside the record. Nothing is estimated of a task that has ended.
local function is_open(status) return status == 'queued' or status == 'active' end

-- How many tasks are taken before this one.
local function ahead_of(id, order, status)
  return status == 'queued' and redis.call('ZRANK', waiting_key(order.kind), id) or 0
end

-- How many workers a kind has, and what is known of it: their slots, and what its steps took lately.
local by_kind = {}
local function known_of(kind)
  if not by_kind[kind] then
    local workers = redis.call('ZCOUNT', workers_key(kind), clock(), '+inf')
    by_kind[kind] = { workers, packed(redis.call('HGETALL', kind_key(kind))) }
  end
  return unpack(by_kind[kind])
end

-- Now, as it is answered: the same for all calls of a command, and to write a number takes a tenth of what a read does.
local now_text

-- A task as it is answered: one text, since each part of a reply costs its reader more than what it says. Its parts are now, how many
-- tasks are ahead, how many workers there are, what is known of the kind, and the record; as JSON escapes it, none holds a \1.
-- Answers its order and that text, both nil where there is no such record or it is kept no longer, and otherwise the owner of one that was
-- kept.
local function viewed(id)
  local flat = redis.call('HGETALL', record_key(id))
  local order, state, place, gone
  for i = 1, #flat, 2 do
    local name = flat[i]
    if name == ORDER then order = order_of(flat[i + 1])
    elseif name == STATE then state, place = flat[i + 1], i + 1
    elseif name == GONE then gone = flat[i + 1] end
  end
  if not state then return nil, nil, gone end

  local status, ahead, workers, known = string.match(state, '^%a*'), 0, 0, ''
  if is_open(status) then
    ahead = ahead_of(id, order, status)
    workers, known = known_of(order.kind)
  elseif status == 'finished' then
    flat[place] = shown(state)
  end
  now_text = now_text or whole(clock())
  flat[1] = now_text .. '\1' .. ahead .. '\1' .. workers .. '\1' .. known .. '\1' .. flat[1]
  return order, packed(flat)
end
