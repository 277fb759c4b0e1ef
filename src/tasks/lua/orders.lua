-- What orders have in common.

-- What a process says with each order, in numbers: limits, 0 for none, of open tasks, waiting tasks of a kind, a client's open tasks,
-- its tasks a second, and how many of these at once; 1 while Redis has no room for more; which partition this is, from 0 on; the
-- lease for which a task may be handed to an idle worker, milliseconds, 0 where it may not. Read once for all orders of a command.
local known_terms = {}
local function terms_of(text)
  local terms = known_terms[text]
  if terms then return terms end
  local numbers = {}
  for number in string.gmatch(text, '%S+') do numbers[#numbers + 1] = tonumber(number) end
  local function limit(n) return numbers[n] > 0 and numbers[n] or math.huge end
  terms = { open = limit(1), waiting = limit(2), own = limit(3), rate = numbers[4], burst = numbers[5], full = numbers[6] == 1,
    partition = numbers[7], lease = numbers[8] }
  known_terms[text] = terms
  return terms
end

-- The fields that orders of a kind read and change: of all tasks, and of a client's own.
local fields_read = {}
local function fields_for(kind)
  local read = fields_read[kind]
  if read then return read end
  local round = round_of(kind)
  read = { round = round, meta = { 'id', 'created', 'open', 'attempts', round }, own = { 'open', round } }
  fields_read[kind] = read
  return read
end

-- By how many microseconds a client comes sooner than its rate allows; where it does not, its order is counted.
-- A bucket that leaks: kept is when it will be empty (the generic cell rate algorithm, ATM Forum TM 4.0, 4.4.2).
local function over_rate(client, terms, micros)
  if terms.rate <= 0 then return 0 end
  local key, every = base .. ':rate:' .. client, 1000000 / terms.rate
  local most = micros + terms.burst * every
  local kept = tonumber(redis.call('GET', key) or 0)
  -- Nobody is let that far ahead: it is from before the clock was set back, and would refuse for as long as that was.
  if kept > most then kept = 0 end
  local empty = math.max(micros, kept) + every
  if empty <= most then redis.call('SET', key, whole(empty), 'PX', math.ceil((empty - micros) / 1000)) end
  return empty - most
end

local function write_new(id, order, created, names, state, input, ...)
  redis.call('HSET', record_key(id), ORDER, order, CREATED, created, NAMES, names, STATE, state, INPUT, input, ...)
end

local function refused(by, kind, amount) return { 'refused', by, amount, known_of(kind) } end

-- The answer where a task is known already; it may have come with the same command.
local function known(id)
  return function()
    local _, view = viewed(id)
    return { 'known', tonumber(id), view }
  end
end
