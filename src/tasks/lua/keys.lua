-- The names of keys, and the habits that all scripts of the task store share; it is put before each of them.
--
-- KEYS[1]  the store's base name, which carries the hash tag; every other key is derived from it and so
--          lives in the same slot of a Redis Cluster.
-- KEYS[2]  a name that ends with the number of partitions; see Keys.companion, which says what else it is for
local base, partitions = KEYS[1], tonumber(string.match(KEYS[2], '%d+$'))

local function record_key(id) return base .. ':task:' .. id end
local function waiting_key(kind) return base .. ':waiting:' .. kind end
local function due_key(kind) return base .. ':due:' .. kind end
local function kind_key(kind) return base .. ':kind:' .. kind end
local function workers_key(kind) return base .. ':workers:' .. kind end
local function client_key(client) return base .. ':client:' .. client end
local function idempotency_key(owner, key) return base .. ':key:' .. owner .. ':' .. key end
local function share_key(owner, share) return base .. ':share:' .. owner .. ':' .. share end
local meta_key = base .. ':meta'
local expiry_key = base .. ':expiry'

-- Fields travel as one text, `name NUL value NUL …`: a reply of forty parts costs its reader more than the read itself.
-- Neither names nor values hold a NUL: texts of clients stand in them as JSON, which escapes it.
local function packed(fields) return table.concat(fields, '\0') end

-- A whole number as Redis takes it. Lua's own way, which is for fractions too, takes three times as long; so a number that goes to Redis
-- more than once is made a text once.
local function whole(number) return string.format('%d', number) end

local function milliseconds(created) return math.floor(created / 1000) end

-- A command carries out several calls (see platform/redis/lua-script.ts). What is the same for all of them is read once, and what
-- all of them move is written once: by these functions, when the last call is done.
local at_end = {}
local function settle()
  for _, finish in ipairs(at_end) do finish() end
end

-- Redis' clock stands still while a command is carried out.
local micros_now
local function microseconds()
  if not micros_now then
    local time = redis.call('TIME')
    micros_now = time[1] * 1000000 + time[2]
  end
  return micros_now
end
local function clock() return milliseconds(microseconds()) end
