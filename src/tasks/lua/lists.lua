-- Lists are ordered sets by owner, status, verb and what was asked for: tasks of a collection (its path ends with a slash) stand
-- in the list of its path, all others in that of their kind and in that of their path. So a filter of GET /tasks reads a
-- few of them, and most tasks stand in one. Whoever sees all has lists of their own.
local lists_key = base .. ':lists'
local function list_key(reader, status, name) return base .. ':list:' .. reader .. ':' .. status .. ':' .. name end

-- Answers the list's name that every reader's pages are made from, and the one that only its path's are.
local function names_of(task)
  local path = task[VERB] .. ' ' .. task[RESOURCE]
  if string.sub(path, -1) == '/' then return path end
  return task[VERB] .. ' ' .. task[KIND], path
end

-- The keys of the lists of a status that a task stands in. Calls of a command mostly are about tasks that stand in the same: the last
-- answer of each status is kept.
local last_lists = {}
local function lists_of(task, status)
  local owner, kind, verb, resource = task[OWNER], task[KIND], task[VERB], task[RESOURCE]
  local last = last_lists[status]
  if last and last[RESOURCE] == resource and last[KIND] == kind and last[OWNER] == owner and last[VERB] == verb then
    return last.keys
  end
  local name, path = names_of(task)
  local keys = {}
  for _, reader in ipairs(readers_of(owner)) do
    keys[#keys + 1] = list_key(reader, status, name)
    if path then keys[#keys + 1] = list_key(reader, status, path) end
  end
  last_lists[status] = { [OWNER] = owner, [KIND] = kind, [VERB] = verb, [RESOURCE] = resource, keys = keys }
  return keys
end

local function list_in(id, task, status)
  for _, key in ipairs(lists_of(task, status)) do put(key, task[CREATED], id) end
end

local function list_out(id, task, status)
  for _, key in ipairs(lists_of(task, status)) do take(key, id) end
end

-- Notes the names of the lists that pages are made from; there are as many as the service has routes.
local noted = {}
local function note_list(task)
  local name = names_of(task)
  if not noted[name] then redis.call('SADD', lists_key, name) end
  noted[name] = true
end
