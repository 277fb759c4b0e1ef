-- Gives a task back before its lease is over, because its worker shuts down: not a failure, so it is not counted as
-- a pickup. Whoever starts it next goes on from its last checkpoint.
--
-- ARGV    id attempt
-- Answers the number of the delivery that must carry it on, or 0 when the attempt no longer held it
-- Caller  TaskLedger.release
local id, now = ARGV[1], clock()
local task = held(id, ARGV[2], now)
if not task then return 0 end

redis.call('HINCRBY', record_key(id), 'pickups', -1)
-- Already over, so that the next start is granted; still due at once, in case the delivery is lost.
redis.call('HSET', record_key(id), 'lease', now - 1)
redis.call('ZADD', due_key, now, id)
return redis.call('HINCRBY', record_key(id), 'delivery', 1)
