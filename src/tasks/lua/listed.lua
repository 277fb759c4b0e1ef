-- Reads tasks as a list shows them to a reader; those that are not theirs, or are kept no longer, are left out.
--
-- ARGV    reader, then ids
-- Answers { now, { { id, packed fields, ahead, workers }, … }, { kind, packed fields of the kind, … } }
-- Caller  TaskList.some
local ids = {}
for i = 2, #ARGV do
  local task = redis.call('HMGET', record_key(ARGV[i]), 'owner', 'status')
  if sees(ARGV[1], task[1]) and task[2] then ids[#ids + 1] = ARGV[i] end
end
local tasks, kinds, now = listed(ids)
return { now, tasks, kinds }
