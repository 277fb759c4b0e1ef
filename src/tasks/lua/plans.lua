-- Of a finished task whose steps went straight (see straight-steps.ts) most of the record would be the names of its steps, the same for all of
-- its kind and version. They are kept once, under a number, and records have that: `=3:1000,75` for `=reserve_parts,assemble,paint:1000,75`.
-- One hash has names by number, numbers by names, which begin with a letter, and which number was given last.
local plans_key, LAST_PLAN = base .. ':plans', '#'
local plans = {}
local function plan(key)
  if plans[key] == nil then plans[key] = redis.call('HGET', plans_key, key) end
  return plans[key]
end

-- Steps as a record keeps them.
local function kept_steps(steps)
  local names, took = string.match(steps, '^=([^:]*)(:.*)')
  if not names then return steps end
  local number = plan(names)
  if not number then
    number = whole(redis.call('HINCRBY', plans_key, LAST_PLAN, 1))
    redis.call('HSET', plans_key, names, number, number, names)
    plans[names], plans[number] = number, names
  end
  return '=' .. number .. took
end

-- The state of a finished task as it is answered: with names, where these were not deleted.
local function shown(state)
  local before, number, took = string.match(state, '^([^=]*=)(%d+)(.*)')
  if not before then return state end
  return before .. (plan(number) or number) .. took
end
