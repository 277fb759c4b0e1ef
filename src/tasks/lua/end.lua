-- Ends a task: finished with its result, failed or cancelled with its error. Its checkpoints go, its retention begins. Grants
-- the worker the next task of the kind, where it takes one.
--
-- ARGV    id attempt status steps retention(milliseconds) value location lease(milliseconds) worker
--         value: the result of one that finished, else the error, as JSON; location: of a resource made, or ''
--         lease and worker: as for start.lua, where the next task is taken; else ''. Where there is none, a slot of the worker is free
-- Answers the grant of the next task, as start.lua has it, '' where there is none; 'lost' when the attempt no longer holds the task;
--         { 'given up', why } when the task was given up for another reason before
-- Uses    hashes record attempt sets lists turns begin idle grant
-- Caller  TaskLedger.finish, TaskLedger.fail

-- How long the steps of tasks that finished took lately, newest first, as many as estimates are made from. All steps
-- of a task are noted at once, so that the n-th durations of all steps belong together. Of many tasks that end at about the same
-- time one is noted: the others would say the same.
local OBSERVATIONS, OBSERVED_EVERY = 32, 50
local function observe(kind, steps, now)
  local key = kind_key(kind)
  local known = fields_of(key, 'observed')
  if math.abs(now - tonumber(known.observed or 0)) < OBSERVED_EVERY then return end
  known.observed = whole(now)
  local fields = { 'observed', known.observed }
  for step, started, ended in string.gmatch(steps, '([^:,]+):f:%d+:(%d+):(%d+)') do
    local field = 'took:' .. step
    local kept, text = 1, whole(ended - started)
    for old in string.gmatch(redis.call('HGET', key, field) or '', '%d+') do
      if kept == OBSERVATIONS then break end
      kept, text = kept + 1, text .. ' ' .. old
    end
    fields[#fields + 1] = field
    fields[#fields + 1] = text
  end
  redis.call('HSET', key, unpack(fields))
end

local id, now, status = ARGV[1], clock(), ARGV[3]
local task = held(id, ARGV[2], now, VERB, RESOURCE, CLIENT, REPLY)
if not task then return 'lost' end
if overtaken(task, ARGV[6]) then return { 'given up', task[ERROR] } end

local gone = { LEASE, PICKUPS }
for name in string.gmatch(ARGV[4], '([^:,]+):%a:') do gone[#gone + 1] = checkpoint_field(name) end
if task[CLIENT] then gone[#gone + 1] = CLIENT end
if task[REPLY] then gone[#gone + 1] = REPLY end
redis.call('HDEL', record_key(id), unpack(gone))

local steps, after = stamped(ARGV[4], task[CREATED], now)
local version = whole(task[VERSION] + 1)
local changes = { STATUS, status, VERSION, version, STEPS, steps, ENDED, whole(milliseconds(task[CREATED]) + after),
  status == 'finished' and RESULT or ERROR, ARGV[6] }
if status == 'finished' then
  changes[#changes + 1] = PROGRESS
  changes[#changes + 1] = '100'
  observe(task[KIND], steps, now)
end
if ARGV[7] ~= '' then
  changes[#changes + 1] = LOCATION
  changes[#changes + 1] = ARGV[7]
end
redis.call('HSET', record_key(id), unpack(changes))
take(due_key(task[KIND]), id)
put(expiry_key, whole(now + tonumber(ARGV[5])), id)
list_out(id, task, 'active')
list_in(id, task, status)
leave_open(task[CLIENT] or task[OWNER])
tell(id, task[OWNER], version, status)
reply(id, task[REPLY], now)
if ARGV[8] == '' then return '' end
local granted = grant(task[KIND], ARGV[8], now)
if granted == '' then frees(task[KIND], steps, ARGV[9], 1) end
return granted
