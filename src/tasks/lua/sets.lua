-- Ordered sets that the calls of a command write and none of them reads: what they put in and take out is written once for each set,
-- when the last call is done. What a call does that has a command to itself is written at once: to keep it costs more than that saves.
local single = tonumber(ARGV[1]) + 1 == #ARGV
local sets, keys_of_sets = {}, {}

local function moves_of(key)
  local moves = sets[key]
  if not moves then
    moves = {}
    sets[key], keys_of_sets[#keys_of_sets + 1] = moves, key
  end
  return moves
end

local function put(key, score, id)
  if single then redis.call('ZADD', key, score, id) else moves_of(key)[id] = score end
end
local function take(key, id)
  if single then redis.call('ZREM', key, id) else moves_of(key)[id] = false end
end

at_end[#at_end + 1] = function()
  for _, key in ipairs(keys_of_sets) do
    local added, gone = {}, {}
    for id, score in pairs(sets[key]) do
      if score then
        added[#added + 1] = score
        added[#added + 1] = id
      else
        gone[#gone + 1] = id
      end
    end
    if #added > 0 then redis.call('ZADD', key, unpack(added)) end
    if #gone > 0 then redis.call('ZREM', key, unpack(gone)) end
  end
end
