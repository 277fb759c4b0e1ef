-- Tells a task that has ended, whole, to the process that holds the request which made it: that saves it a read.
local function reply(id, names, process, now)
  if not process then return end
  local _, _, flat = record(id)
  for i = 1, #flat, 2 do
    if flat[i] == STATE then flat[i + 1] = shown(flat[i + 1]) end
  end
  local uid = string.match(names, '^%S*')
  redis.call('SPUBLISH', base .. ':replies:' .. process, packed({ uid, id, whole(now), packed(flat) }))
end
