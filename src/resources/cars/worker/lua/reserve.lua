-- Takes one set of parts out of stock for a task, once however often it runs.
--
-- KEYS[1]  the resource's base name
-- ARGV     uid, sets in stock when the factory opens, then the parts of a set
-- Answers  the names of parts that are short; none when the set is reserved
-- Caller   PartsStock.reserve
local stock, reserved = KEYS[1] .. ':stock', KEYS[1] .. ':reserved'
if redis.call('HEXISTS', reserved, ARGV[1]) == 1 then return {} end

local short = {}
for i = 3, #ARGV do
  redis.call('HSETNX', stock, ARGV[i], ARGV[2])
  if tonumber(redis.call('HGET', stock, ARGV[i])) < 1 then short[#short + 1] = ARGV[i] end
end
if #short > 0 then return short end

for i = 3, #ARGV do redis.call('HINCRBY', stock, ARGV[i], -1) end
redis.call('HSET', reserved, ARGV[1], 1)
return {}
