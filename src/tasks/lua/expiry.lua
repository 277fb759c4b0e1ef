-- When the retention of tasks ends: those of which it ends within one second stand in one list, and an ordered set has these lists by when
-- that is. A place in a list takes a tenth of the memory that one in an ordered set does.
local function ending_key(second) return expiry_key .. ':' .. second end

-- A task is kept until a time, epoch milliseconds, or up to a second longer.
local ending = {}
local function keep_until(id, at)
  local second = math.ceil(at / 1000)
  local ids = ending[second]
  if not ids then
    ids = {}
    ending[second] = ids
  end
  ids[#ids + 1] = id
end
at_end[#at_end + 1] = function()
  for second, ids in pairs(ending) do
    redis.call('RPUSH', ending_key(whole(second)), unpack(ids))
    -- Where the clock was set back, sweep.lua may have made the list's time an earlier one; now it is later again.
    redis.call('ZADD', expiry_key, whole(second * 1000), whole(second))
  end
end
