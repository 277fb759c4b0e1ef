-- Takes one set of parts out of stock for a task, once however often it runs.
--
-- What a task has of the factory stands in its order, a hash: `parts` is reserved, used (in the car), scrapped (the car
-- was taken apart), returned, or `short` and the names of parts that were; `car` is the car's number. It outlives the task, so that a worker that was frozen and
-- wakes up too late finds what has become of the order and can take nothing more for it.
--
-- KEYS[1]  the resource's base name
-- ARGV     uid, seconds the order is remembered, sets in stock when the factory opens, then the parts of a set
-- Answers  the names of parts that are short, or were; none when the order has its set, or had it before
-- Caller   PartsStock.reserve
local stock, order = KEYS[1] .. ':stock', KEYS[1] .. ':order:' .. ARGV[1]
local short, parts = {}, redis.call('HGET', order, 'parts')
if parts then
  for name in string.gmatch(string.match(parts, '^short (.*)') or '', '%S+') do short[#short + 1] = name end
  return short
end

for i = 4, #ARGV do
  redis.call('HSETNX', stock, ARGV[i], ARGV[3])
  if tonumber(redis.call('HGET', stock, ARGV[i])) < 1 then short[#short + 1] = ARGV[i] end
end
if #short > 0 then
  redis.call('HSET', order, 'parts', 'short ' .. table.concat(short, ' '))
  redis.call('EXPIRE', order, ARGV[2])
  return short
end

for i = 4, #ARGV do redis.call('HINCRBY', stock, ARGV[i], -1) end
redis.call('HSET', order, 'parts', 'reserved')
return {}
