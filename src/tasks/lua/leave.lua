-- Says that a worker takes no more tasks: nobody counts on it any more, nor hands it any.
--
-- ARGV    worker, then for each kind that it served: kind names(of its steps, comma-separated)
-- Answers 1
-- Uses    hashes idle
-- Caller  TaskSweeper.leave; running it twice is harmless
for i = 2, #ARGV, 2 do
  change(idle_key(ARGV[i], ARGV[i + 1]), ARGV[1], false)
  redis.call('ZREM', workers_key(ARGV[i]), ARGV[1])
end
return 1
