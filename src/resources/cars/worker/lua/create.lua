-- Records a finished car under a number of its own, once for each task however often it runs. The task's reserved parts
-- are in the car from here on, and the order is remembered as long as that is there: its task may end much later.
--
-- KEYS[1]  the resource's base name
-- ARGV     uid, the car as JSON without its number
-- Answers  the car's number, or 0 when the order has no reserved parts (any more)
-- Caller   CarsRepository.create
local base, order = KEYS[1], KEYS[1] .. ':order:' .. ARGV[1]
local known = redis.call('HMGET', order, 'parts', 'car')
if known[2] then return tonumber(known[2]) end
if known[1] ~= 'reserved' then return 0 end

local id = redis.call('INCR', base .. ':id')
-- A failover may have rolled the counter back: a number that is taken is never given again.
while redis.call('EXISTS', base .. ':car:' .. id) == 1 do id = redis.call('INCR', base .. ':id') end
redis.call('SET', base .. ':car:' .. id, ARGV[2])
redis.call('HSET', order, 'parts', 'used', 'car', id)
return id
