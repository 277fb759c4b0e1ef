-- Takes a task's car apart again, if there is one, and lets none be made for it any more. Its parts are then the order's
-- to give back.
--
-- KEYS[1]  the resource's base name
-- ARGV     uid
-- Answers  1 when there was a car
-- Caller   CarsRepository.scrap
local order = KEYS[1] .. ':order:' .. ARGV[1]
local known = redis.call('HMGET', order, 'parts', 'car')
if known[1] ~= 'used' and known[1] ~= 'reserved' then return 0 end

redis.call('HSET', order, 'parts', 'scrapped')
if not known[2] then return 0 end
redis.call('DEL', KEYS[1] .. ':car:' .. known[2])
redis.call('HDEL', order, 'car')
return 1
