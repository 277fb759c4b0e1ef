-- Lists say which tasks have a status, by owner, verb and what was asked for: tasks of a collection (its path ends with a slash) stand
-- in the list of its path, all others in that of their kind and in that of their path. So a filter of GET /tasks reads a
-- few of them, and most tasks stand in one. Whoever sees all has lists of their own.
--
-- A list is kept in chunks: ids that a partition gave one after another, 64 of them, stand in one set, which Redis keeps as sorted numbers
-- of four bytes each. An ordered set has those chunks that are not empty, each by when one of its tasks was created: as ids and times of
-- creation grow together, all of a chunk were created before all of the next. So a place costs the same in a long list as in a short one.
local CHUNK = 64
local lists_key = base .. ':lists'
local function list_key(list) return base .. ':list:' .. list end
local function chunk_key(list, chunk) return base .. ':ids:' .. chunk .. ':' .. list end
local function list_of(reader, status, name) return reader .. ':' .. status .. ':' .. name end

-- Answers the list's name that every reader's pages are made from, and the one that only its path's are.
local function names_of(order)
  local path = order.verb .. ' ' .. order.resource
  if string.sub(path, -1) == '/' then return path end
  return order.verb .. ' ' .. order.kind, path
end

-- The lists in which tasks of an order stand while they have a status.
local function lists_of(order, status)
  local lists = order.lists[status]
  if lists then return lists end
  local name, path = names_of(order)
  lists = {}
  for _, reader in ipairs(order.readers) do
    lists[#lists + 1] = list_of(reader, status, name)
    if path then lists[#lists + 1] = list_of(reader, status, path) end
  end
  order.lists[status] = lists
  return lists
end

-- What the calls of a command put into chunks of lists and take out of them: written once for each chunk, when the last call is done.
-- A call moves nothing before its own record is written, see sets.lua.
local moved = {}
local ids_of_chunk = CHUNK * partitions
local function moves_of(list, id)
  local chunks, chunk = moved[list], math.floor(id / ids_of_chunk)
  if not chunks then
    chunks = {}
    moved[list] = chunks
  end
  local moves = chunks[chunk]
  if not moves then
    moves = { added = {}, gone = {}, created = false }
    chunks[chunk] = moves
  end
  return moves
end

-- Into the lists of the status that a task has, and out of those of one that it had.
local function list_in(id, task)
  local lists = lists_of(task.order, task.status)
  for i = 1, #lists do
    local moves = moves_of(lists[i], id)
    moves.added[#moves.added + 1], moves.created = id, task.created
  end
end
local function list_out(id, order, status)
  local lists = lists_of(order, status)
  for i = 1, #lists do
    local gone = moves_of(lists[i], id).gone
    gone[#gone + 1] = id
  end
end

local function write_moves(list, chunk, moves)
  local key, added = chunk_key(list, chunk), #moves.added
  if added > 0 then redis.call('SADD', key, unpack(moves.added)) end
  if #moves.gone > 0 then redis.call('SREM', key, unpack(moves.gone)) end
  local count = redis.call('SCARD', key)
  if count == 0 then
    redis.call('ZREM', list_key(list), chunk)
  elseif count <= added then
    -- There may have been none before.
    redis.call('ZADD', list_key(list), 'NX', moves.created, chunk)
  end
end
at_end[#at_end + 1] = function()
  for list, chunks in pairs(moved) do
    for chunk, moves in pairs(chunks) do write_moves(list, whole(chunk), moves) end
  end
end

-- Notes the names of the lists that pages are made from; there are as many as the service has routes.
local function note_list(order)
  if order.noted then return end
  order.noted = true
  redis.call('SADD', lists_key, (names_of(order)))
end
