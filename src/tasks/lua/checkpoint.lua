-- Records what an attempt has achieved, for good. Pickups are counted anew, this one included.
--
-- ARGV    id attempt steps progress what value
--         what and value: a step's name and its result, `!` and why the task is being undone, or '' for neither
-- Answers the time that it wrote for `@`, in milliseconds after the task's creation; 'lost' when the attempt no longer holds the task;
--         { 'given up', why } when the task was given up for another reason before
-- Uses    hashes record attempt
-- Caller  TaskLedger.checkpoint
local id, now = ARGV[1], clock()
local task = held(id, ARGV[2], now, PICKUPS, PROGRESS)
if not task then return 'lost' end
if overtaken(task, ARGV[6]) then return { 'given up', task[ERROR] } end

local steps, after = stamped(ARGV[3], task[CREATED], now)
local version = whole(task[VERSION] + 1)
local progress = whole(math.max(tonumber(task[PROGRESS] or 0), tonumber(ARGV[4])))
local changes = { VERSION, version, STEPS, steps, PROGRESS, progress }
if task[PICKUPS] ~= ARGV[2] then
  changes[#changes + 1] = PICKUPS
  changes[#changes + 1] = ARGV[2]
end
if ARGV[5] ~= '' then
  changes[#changes + 1] = ARGV[5] == '!' and ERROR or checkpoint_field(ARGV[5])
  changes[#changes + 1] = ARGV[6]
end
redis.call('HSET', record_key(id), unpack(changes))
tell(id, task[OWNER], version, 'active')
return after
