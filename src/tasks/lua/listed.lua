-- Reads tasks as a list shows them to a reader; those that are not theirs, or are kept no longer, are left out.
--
-- ARGV    reader, then ids
-- Answers { what rows.lua says }
-- Alone   a page is much for a command
-- Uses    record plans view rows
-- Caller  TaskList.some
local ids = {}
for i = 2, #ARGV do
  local task = some_of(ARGV[i])
  if task and sees(ARGV[1], task.order.owner) then ids[#ids + 1] = ARGV[i] end
end
return { rows_of(ids) }
