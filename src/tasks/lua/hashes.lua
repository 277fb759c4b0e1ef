-- Hashes that all calls of a command read and write: each field is read once, and what was changed is written once, when the
-- last call is done. Whoever uses these fields uses them so everywhere in a script.
local hashes = {}

local function hash_of(key)
  local hash = hashes[key]
  if not hash then
    hash = { fields = {}, changed = {} }
    hashes[key] = hash
  end
  return hash
end

-- Fields of a hash by name, at least these; false for one that is missing. Who asks again with the same table of names asks for nothing new.
local function fields_of(key, names)
  local hash = hash_of(key)
  if hash.read == names then return hash.fields end
  local fields, unread = hash.fields, {}
  for _, name in ipairs(names) do
    if fields[name] == nil then unread[#unread + 1] = name end
  end
  if #unread > 0 then
    local values = redis.call('HMGET', key, unpack(unread))
    for i, name in ipairs(unread) do fields[name] = values[i] end
  end
  hash.read = names
  return fields
end

-- All fields of a hash by name.
local function all_of(key)
  local hash = hash_of(key)
  if not hash.is_whole then
    hash.is_whole = true
    local flat = redis.call('HGETALL', key)
    for i = 1, #flat, 2 do
      if hash.fields[flat[i]] == nil then hash.fields[flat[i]] = flat[i + 1] end
    end
  end
  return hash.fields
end

-- Gives a field a value, a text or a whole number, or takes it away (false).
local function change(key, name, value)
  local hash = hash_of(key)
  hash.fields[name], hash.changed[name] = value, value
end

at_end[#at_end + 1] = function()
  for key, hash in pairs(hashes) do
    local changes, gone = {}, {}
    for name, value in pairs(hash.changed) do
      if value then
        changes[#changes + 1] = name
        changes[#changes + 1] = type(value) == 'number' and whole(value) or value
      else
        gone[#gone + 1] = name
      end
    end
    if #changes > 0 then redis.call('HSET', key, unpack(changes)) end
    if #gone > 0 then redis.call('HDEL', key, unpack(gone)) end
  end
end

-- Attempts up to this one may write no more: Redis may have lost some of what they have seen. So may clients of versions up to this. See opened.lua.
local LOST, lost = { 'attempts' }, nil
local function lost_attempts()
  lost = lost or tonumber(fields_of(meta_key, LOST).attempts or 0)
  return lost
end
