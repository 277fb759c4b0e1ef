-- Reads a page of an owner's tasks, newest first. Its cost depends on the page's size, not on how many tasks there are.
--
-- ARGV    owner limit before(id that the page comes after, or '+inf') resource(or '') statuses(comma-separated)
--         verbs(comma-separated)
-- Answers { now, 1 when older tasks match too, { { id, packed fields, ahead, workers }, … },
--         { kind, packed fields of the kind, … } }: the kinds of the tasks that have not ended
-- Caller  TaskStore.list
local FIELDS = { 'kind', 'status', 'version', 'progress', 'created', 'started', 'ended', 'steps', 'error', 'location',
  'attempt', 'uid', 'pickups' }
local owner, limit = ARGV[1], tonumber(ARGV[2])
local before = ARGV[3] == '+inf' and '+inf' or '(' .. ARGV[3]

local ids = {}
for status in string.gmatch(ARGV[5], '[^,]+') do
  for verb in string.gmatch(ARGV[6], '[^,]+') do
    local key = ARGV[4] == '' and list_key(owner, status, verb) or resource_list_key(owner, status, verb, ARGV[4])
    for _, id in ipairs(redis.call('ZRANGE', key, before, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, limit + 1)) do
      ids[#ids + 1] = tonumber(id)
    end
  end
end
table.sort(ids, function(a, b) return a > b end)

local now, tasks, kinds, seen = clock(), {}, {}, {}
for i = 1, math.min(limit, #ids) do
  local id = string.format('%d', ids[i])
  local values, fields = redis.call('HMGET', record_key(id), unpack(FIELDS)), {}
  for n = 1, #FIELDS do
    if values[n] then
      fields[#fields + 1] = FIELDS[n]
      fields[#fields + 1] = values[n]
    end
  end
  local about = circumstances(id, values[1], values[2], now)
  tasks[i] = { id, packed(fields), about[1], about[2] }
  if about[3] ~= '' and not seen[values[1]] then
    seen[values[1]] = true
    kinds[#kinds + 1] = values[1]
    kinds[#kinds + 1] = about[3]
  end
end
return { now, #ids > limit and 1 or 0, tasks, kinds }
