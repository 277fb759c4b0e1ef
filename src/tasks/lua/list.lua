-- Reads a page of the tasks that a reader sees, newest first. Its cost depends on the page's size, not on how many tasks there are.
--
-- ARGV    reader limit before(exclusive, or '') since(inclusive, or '') resource(or '')
--         statuses(comma-separated) verbs(comma-separated); before and since: times of creation, microseconds
-- Answers { 1 if older tasks match too, else 0, then what rows.lua says }
-- Alone   a page is much for a command
-- Uses    record lists newest plans view rows
-- Caller  TaskList.page
local readers, limit = ARGV[1] == EVERYONE and { EVERYONE, ANONYMOUS } or { ARGV[1] }, tonumber(ARGV[2])
local before, since = tonumber(ARGV[3]), tonumber(ARGV[4])

local names, asked = {}, ',' .. ARGV[7] .. ','
if ARGV[5] ~= '' then
  for verb in string.gmatch(ARGV[7], '[^,]+') do names[#names + 1] = verb .. ' ' .. ARGV[5] end
else
  for _, name in ipairs(redis.call('SMEMBERS', lists_key)) do
    if string.find(asked, ',' .. string.match(name, '^%S+') .. ',', 1, true) then names[#names + 1] = name end
  end
end

local found = {}
for _, reader in ipairs(readers) do
  for status in string.gmatch(ARGV[6], '[^,]+') do
    for _, name in ipairs(names) do
      local ids = newest(list_of(reader, status, name), limit + 1, before, since)
      if #ids > 0 then found[#found + 1] = ids end
    end
  end
end

-- Newest first; ids and times of creation grow together. One list is in order as it is.
local function merged()
  if #found < 2 then return found[1] or {} end
  local all = {}
  for _, ids in ipairs(found) do
    for _, id in ipairs(ids) do all[#all + 1] = tonumber(id) end
  end
  table.sort(all, function(a, b) return a > b end)
  for i = 1, math.min(limit + 1, #all) do all[i] = whole(all[i]) end
  return all
end

local ids, page = merged(), {}
for i = 1, math.min(limit, #ids) do page[i] = ids[i] end
return { #ids > limit and 1 or 0, rows_of(page) }
