-- Gives a task's reserved set of parts back to stock, once however often it runs, and also if none was reserved.
--
-- KEYS[1]  the resource's base name
-- ARGV     uid, then the parts of a set
-- Answers  1 when parts came back
-- Caller   PartsStock.release
if redis.call('HDEL', KEYS[1] .. ':reserved', ARGV[1]) == 0 then return 0 end
for i = 2, #ARGV do redis.call('HINCRBY', KEYS[1] .. ':stock', ARGV[i], 1) end
return 1
