-- Runs before any other script on a connection. If the server is another process than before, it may have lost the
-- last writes: numbers of cars that may have been given out are skipped, so that none names another car.
--
-- KEYS[1]  the resource's base name
-- ARGV     what the server is called, from its start to its end
-- Answers  1 when it skipped
-- Caller   ServerOpenings, by CarsRepository; running it twice is harmless
local run = ARGV[1]
local known = redis.call('GET', KEYS[1] .. ':run')
if run == known then return 0 end

redis.call('SET', KEYS[1] .. ':run', run)
if not known then return 0 end
-- More than are made in the seconds that may be lost, and not as many as by a skip shortly before, which may be lost as well.
redis.call('INCRBY', KEYS[1] .. ':id', 10000 * (1 + redis.call('TIME')[1] % 60))
return 1
