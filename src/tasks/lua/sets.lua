-- Ordered sets that the calls of a command write and none of them reads: what they put in and take out is written once for each set,
-- when the last call is done. What a call does that has a command to itself is written at once: to keep it costs more than that saves.
-- A call puts and takes nothing before its own record is written: a full Redis refuses the writes of some calls of a command and not of
-- others (once one has taken something away it lets all pass), and of what was refused nothing may remain.
local single = tonumber(ARGV[1]) + 1 == #ARGV
local sets, keys_of_sets = {}, {}

local function moves_of(key)
  local moves = sets[key]
  if not moves then
    moves = { added = {}, gone = {}, length = 0 }
    sets[key], keys_of_sets[#keys_of_sets + 1] = moves, key
  end
  return moves
end

-- No command puts what it takes out of the same set, or the other way round.
local function put(key, score, id)
  if single then return redis.call('ZADD', key, score, id) end
  local moves = moves_of(key)
  local n = moves.length
  moves.added[n + 1], moves.added[n + 2], moves.length = score, id, n + 2
end
local function take(key, id)
  if single then return redis.call('ZREM', key, id) end
  local gone = moves_of(key).gone
  gone[#gone + 1] = id
end

at_end[#at_end + 1] = function()
  for _, key in ipairs(keys_of_sets) do
    local moves = sets[key]
    if #moves.added > 0 then redis.call('ZADD', key, unpack(moves.added)) end
    if #moves.gone > 0 then redis.call('ZREM', key, unpack(moves.gone)) end
  end
end
