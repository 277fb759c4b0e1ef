-- Lists are ordered sets by owner, status, verb and what was asked for: tasks of a collection (its path ends with a slash) stand
-- in the list of its path, all others in that of their kind and in that of their path. So a filter of GET /tasks reads a
-- few of them, and most tasks stand in one. Whoever sees all has lists of their own.
local lists_key = base .. ':lists'
local function list_key(reader, status, name) return base .. ':list:' .. reader .. ':' .. status .. ':' .. name end

-- Answers the list's name that every reader's pages are made from, and the one that only its path's are.
local function names_of(order)
  local path = order.verb .. ' ' .. order.resource
  if string.sub(path, -1) == '/' then return path end
  return order.verb .. ' ' .. order.kind, path
end

-- The keys of the lists in which tasks of an order stand while they have a status.
local function lists_of(order, status)
  local keys = order.lists[status]
  if keys then return keys end
  local name, path = names_of(order)
  keys = {}
  for _, reader in ipairs(order.readers) do
    keys[#keys + 1] = list_key(reader, status, name)
    if path then keys[#keys + 1] = list_key(reader, status, path) end
  end
  order.lists[status] = keys
  return keys
end

-- Into the lists of the status that a task has, and out of those of one that it had.
local function list_in(id, task)
  local keys = lists_of(task.order, task.status)
  for i = 1, #keys do put(keys[i], task.created, id) end
end
local function list_out(id, order, status)
  local keys = lists_of(order, status)
  for i = 1, #keys do take(keys[i], id) end
end

-- Notes the names of the lists that pages are made from; there are as many as the service has routes.
local function note_list(order)
  if order.noted then return end
  order.noted = true
  redis.call('SADD', lists_key, (names_of(order)))
end
