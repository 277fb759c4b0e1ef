-- Records what an attempt has achieved, for good. Pickups are counted anew, this one included.
--
-- ARGV    id attempt steps progress what value
--         what and value: a step's place, from 0 on, and its result, `!` and why the task is being undone, or '' for neither
-- Answers which time `@` stands for in the steps, in milliseconds after the task's creation; 'lost' when the attempt no longer holds the task;
--         { 'given up', why } when the task was given up for another reason before
-- Uses    hashes record attempt
-- Caller  TaskLedger.checkpoint
local id, now, what, value = ARGV[1], clock(), ARGV[5], ARGV[6]
local task = held(id, ARGV[2], now)
if not task then return 'lost' end
if overtaken(task, value) then return { 'given up', task.error } end

local after = stamp(task, ARGV[3], now)
if ARGV[4] - number_of(task.progress) > 0 then task.progress = ARGV[4] end
task.pickups = ARGV[2]
next_version(task)
if what == '' then
  write(id, task)
else
  write(id, task, what == '!' and ERROR or checkpoint_field(what), value)
end
tell(id, task)
return after
