-- Ends a task: finished with its result, failed or cancelled with its error. Its checkpoints go, and its names where it finished; its
-- retention begins. Grants the worker the next task of the kind, where it takes one.
--
-- ARGV    id attempt status steps kept retention(milliseconds) value location lease(milliseconds) worker
--         kept: of how many steps, from the first on, results may have been kept
--         value: the result of one that finished, else the error, as JSON; location: of a resource made, or ''
--         lease and worker: as for start.lua, where the next task is taken; else ''. Where there is none, a slot of the worker is free
-- Answers the grant of the next task, as start.lua has it, '' where there is none, also where this attempt has ended the task so before
--         (a worker sends it again when the connection breaks); 'lost' when the attempt no longer holds the task;
--         { 'given up', why } when the task was given up for another reason before
-- Uses    hashes record attempt sets lists expiry turns begin idle grant plans reply ends
-- Caller  TaskLedger.finish, TaskLedger.fail

local id, now, status, value, location = ARGV[1], clock(), ARGV[3], ARGV[7], ARGV[8]
local task, names, client, process = held(id, ARGV[2], now, NAMES, CLIENT, REPLY)
if not task then return has_ended(id, ARGV[2], status) and '' or 'lost' end
if overtaken(task, value) then return { 'given up', task.error } end
local kind = task.order.kind

-- First of all: a full Redis refuses what needs memory only until something was taken away, and an end is what makes room.
local gone = { unpack(checkpoints_of(ARGV[5])) }
if status == 'finished' then gone[#gone + 1] = NAMES end
if client then gone[#gone + 1] = CLIENT end
if process then gone[#gone + 1] = REPLY end
if #gone > 0 then redis.call('HDEL', record_key(id), unpack(gone)) end

stamp(task, kept_steps(ARGV[4]), now)
task.status, task.lease, task.pickups = status, '', ''
next_version(task)
if status == 'finished' then
  task.progress = ''
  observe(kind, task, ARGV[4], now)
end
local outcome = status == 'finished' and RESULT or ERROR
if location == '' then
  write(id, task, outcome, value)
else
  write(id, task, outcome, value, LOCATION, location)
end
list_out(id, task.order, 'active')
take(due_key(kind), id)
keep_until(id, now + tonumber(ARGV[6]))
list_in(id, task)
leave_open(client or task.order.owner)
tell(id, task)
reply(id, names, process, now)
if ARGV[9] == '' then return '' end
local granted = grant(kind, ARGV[9], now)
if granted == '' then frees(kind, ARGV[10], 1) end
return granted
