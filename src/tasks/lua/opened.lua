-- Runs before any other script on a connection. If the server is another process than before, it was started again
-- or took over from another, and may have lost the last writes, these counters among them. What may have been given out
-- is skipped, so that no id names another task than the one that a client was told of, and no version of a task another document. Attempts from before may write no more
-- (held): a worker that still runs one may have seen an effect that is lost, and goes on again from what is there.
--
-- ARGV    what the server is called, from its start to its end
-- Answers 1 when it skipped
-- Caller  ServerOpenings, by TaskStore; running it twice is harmless

-- More than Redis takes on in the seconds that it may lose. What was given out since the last skip may be lost with that, too: so
-- two within a minute differ by as much.
local SKIPPED, MINUTE = 10000, 60

local run = ARGV[1]
local known = redis.call('HGET', meta_key, 'run')
if run == known then return 0 end

redis.call('HSET', meta_key, 'run', run)
if not known then return 0 end
local skipped = SKIPPED * (1 + math.floor(clock() / 1000) % MINUTE)
redis.call('HINCRBY', meta_key, 'id', skipped)
redis.call('HINCRBY', meta_key, 'attempts', skipped)
return 1
