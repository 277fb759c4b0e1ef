-- Ends a task: finished with its result, failed or cancelled with its error. Its checkpoints go, its retention begins.
--
-- ARGV    id attempt status steps retention(milliseconds) field value location
--         field and value: `result` or `error` and its JSON; location: of a resource made, or ''
-- Answers { 'kept' }, { 'lost' } when the attempt no longer holds the task, or { 'given up', why } when the task was
--         given up for another reason before
-- Caller  TaskLedger.finish, TaskLedger.fail

-- How long the steps of tasks that finished took lately, newest first, as many as estimates are made from. All steps
-- of a task are added at once, so that the n-th durations of all steps belong together.
local OBSERVATIONS = 32
local function observe(kind, steps)
  local key = kind_key(kind)
  for step, started, ended in string.gmatch(steps, '([^:,]+):f:%d+:(%d+):(%d+)') do
    local field = 'took:' .. step
    local kept, text = 1, string.format('%d', ended - started)
    for old in string.gmatch(redis.call('HGET', key, field) or '', '%d+') do
      if kept == OBSERVATIONS then break end
      kept, text = kept + 1, text .. ' ' .. old
    end
    redis.call('HSET', key, field, text)
  end
end

local id, now = ARGV[1], clock()
local task = held(id, ARGV[2], now)
if not task then return { 'lost' } end
if overtaken(task, ARGV[7]) then return { 'given up', task.error } end

local gone = { 'lease', 'pickups' }
for name in string.gmatch(ARGV[4], '([^:,]+):%a:') do gone[#gone + 1] = 'done:' .. name end
redis.call('HDEL', record_key(id), unpack(gone))

local steps, after = stamped(ARGV[4], task.created, now)
local ended = milliseconds(task.created) + after
redis.call('HSET', record_key(id), 'steps', steps, 'ended', ended, ARGV[6], ARGV[7])
if ARGV[3] == 'finished' then
  redis.call('HSET', record_key(id), 'progress', 100)
  observe(task.kind, steps)
end
if ARGV[8] ~= '' then redis.call('HSET', record_key(id), 'location', ARGV[8]) end
move(id, ARGV[3])
redis.call('ZREM', due_key(task.kind), id)
redis.call('ZADD', expiry_key, now + tonumber(ARGV[5]), id)
reply(id, task.reply, now)
return { 'kept' }
