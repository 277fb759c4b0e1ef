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

local function list_in(id, task, status)
  local name, path = names_of(task)
  for _, reader in ipairs(readers_of(task[OWNER])) do
    redis.call('ZADD', list_key(reader, status, name), task[CREATED], id)
    if path then redis.call('ZADD', list_key(reader, status, path), task[CREATED], id) end
  end
end

local function list_out(id, task, status)
  local name, path = names_of(task)
  for _, reader in ipairs(readers_of(task[OWNER])) do
    redis.call('ZREM', list_key(reader, status, name), id)
    if path then redis.call('ZREM', list_key(reader, status, path), id) end
  end
end

-- Notes the names of the lists that pages are made from; there are as many as the service has routes.
local noted = {}
local function note_list(task)
  local name = names_of(task)
  if not noted[name] then redis.call('SADD', lists_key, name) end
  noted[name] = true
end
