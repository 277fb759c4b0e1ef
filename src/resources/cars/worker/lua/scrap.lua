-- Takes a task's car apart again, if there is one: its parts are reserved for the task as before.
--
-- KEYS[1]  the resource's base name
-- ARGV     uid
-- Answers  1 when there was a car
-- Caller   CarsRepository.scrap
local base, uid = KEYS[1], ARGV[1]
local id = redis.call('HGET', base .. ':by-uid', uid)
if not id then return 0 end
redis.call('DEL', base .. ':car:' .. id)
redis.call('HDEL', base .. ':by-uid', uid)
redis.call('HSET', base .. ':reserved', uid, 1)
return 1
