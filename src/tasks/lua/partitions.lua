-- Says into how many partitions the tasks of this store are divided. The first process that asks decides; a store that has
-- tasks and was never asked is from before there were partitions, and has one.
--
-- KEYS[1] what concerns the tasks of all partitions; where there is one, also its base name
-- ARGV    what the server is called, how many partitions the process is told of
-- Answers how many there are
-- Caller  ServerOpenings, by StorePartitions; running it twice is harmless
local key = base .. ':partitions'
local known = redis.call('GET', key)
if not known then
  known = redis.call('EXISTS', meta_key) == 1 and '1' or ARGV[2]
  redis.call('SET', key, known)
end
return tonumber(known)
