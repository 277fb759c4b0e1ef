-- Renews the leases of tasks that a worker runs, in one call, and notes how far each has come. It may come late, after the
-- checkpoint that followed it (a connection that was cut, a script that Redis had forgotten): so it tells nothing of a
-- task that could go back.
--
-- ARGV    lease(milliseconds), then for each task: id attempt progress step:tries('' while none is in progress)
-- Answers for each task, in the order given: 'held'; 'lost' when the worker holds it no longer; or, when it is held and
--         given up, why: it may have been cancelled
-- Uses    hashes record attempt
-- Caller  TaskLedger.renew
local now, answers = clock(), {}
local lease = now + tonumber(ARGV[1])

-- A step that has ended meanwhile, or was tried as often, stays as it is.
local function tried(steps, step, tries)
  return (string.gsub(steps, '([^:,]+):i:(%d+)', function(name, known)
    if name == step and tonumber(tries) > tonumber(known) then return name .. ':i:' .. tries end
  end))
end

for i = 2, #ARGV, 4 do
  local id, progress = ARGV[i], tonumber(ARGV[i + 2])
  local task = held(id, ARGV[i + 1], now)
  if not task then
    answers[#answers + 1] = 'lost'
  else
    redis.call('ZADD', due_key(task.order.kind), lease, id)
    task.lease = whole(lease - task.born)
    local known, before = task.steps, number_of(task.progress)
    task.steps = tried(known, string.match(ARGV[i + 3], '(.*):(%d+)'))
    local moves = progress > before or task.steps ~= known
    if moves then
      task.progress = whole(math.max(progress, before))
      next_version(task)
    end
    write(id, task)
    if moves then tell(id, task) end
    answers[#answers + 1] = task.error or 'held'
  end
end
return answers
