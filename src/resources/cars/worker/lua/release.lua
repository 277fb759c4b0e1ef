-- Gives a task's set of parts back to stock, once however often it runs, and lets nobody take one for it any more, also
-- if none was taken yet.
--
-- KEYS[1]  the resource's base name
-- ARGV     uid, seconds the order is remembered, then the parts of a set
-- Answers  1 when parts came back
-- Caller   PartsStock.release
local order = KEYS[1] .. ':order:' .. ARGV[1]
local parts = redis.call('HGET', order, 'parts')
if parts == 'used' or parts == 'returned' then return 0 end

redis.call('HSET', order, 'parts', 'returned')
redis.call('EXPIRE', order, ARGV[2])
if not parts or string.find(parts, '^short') then return 0 end
for i = 3, #ARGV do redis.call('HINCRBY', KEYS[1] .. ':stock', ARGV[i], 1) end
return 1
