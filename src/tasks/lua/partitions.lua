-- Says into how many partitions the tasks of this store are divided, and in which form they are kept. The first process that asks
-- decides; a store that has tasks and was never asked is of the first form, which had one.
--
-- KEYS[1] what concerns the tasks of all partitions; where there is one, also its base name
-- ARGV    what the server is called, how many partitions the process is told of, the form that it knows
-- Answers both: `partitions form`, the latter missing for the first
-- Caller  ServerOpenings, by StorePartitions; running it twice is harmless
local key = base .. ':partitions'
local known = redis.call('GET', key)
if not known then
  if redis.call('EXISTS', meta_key) == 1 then return '1' end
  known = ARGV[2] .. ' ' .. ARGV[3]
  redis.call('SET', key, known)
end
return known
