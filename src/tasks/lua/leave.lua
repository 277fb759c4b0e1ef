-- Says that a worker takes no more tasks: nobody counts on it any more, nor hands it any.
--
-- ARGV    worker, then the kinds that it served
-- Answers 1
-- Uses    hashes idle
-- Caller  TaskSweeper.leave; running it twice is harmless
for i = 2, #ARGV do
  change(idle_key(ARGV[i]), ARGV[1], false)
  redis.call('ZREM', workers_key(ARGV[i]), ARGV[1])
end
return 1
