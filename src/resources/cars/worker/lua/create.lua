-- Records a finished car under a number of its own, once for each task however often it runs. The task's reserved parts
-- are in the car from here on.
--
-- KEYS[1]  the resource's base name
-- ARGV     uid, the car as JSON without its number
-- Answers  the car's number
-- Caller   CarsRepository.create
local base, uid = KEYS[1], ARGV[1]
local known = redis.call('HGET', base .. ':by-uid', uid)
if known then return tonumber(known) end

local id = redis.call('INCR', base .. ':id')
-- A failover may have rolled the counter back: a number that is taken is never given again.
while redis.call('EXISTS', base .. ':car:' .. id) == 1 do id = redis.call('INCR', base .. ':id') end
redis.call('SET', base .. ':car:' .. id, ARGV[2])
redis.call('HSET', base .. ':by-uid', uid, id)
redis.call('HDEL', base .. ':reserved', uid)
return id
