-- How an attempt at a task begins.

-- The steps with the one that runs next marked, so that beginning it needs no write of its own. One that was interrupted is tried
-- again.
local function begun(steps)
  local marked, again = string.gsub(steps, ':i:(%d+)', function(tries) return ':i:' .. (tries + 1) end)
  return again > 0 and marked or (string.gsub(steps, ':n:0::', ':i:1:@:', 1))
end

-- The number of the attempt after this one, nil for none. No attempt has the number of one that Redis may have lost; see opened.lua.
local function attempt_after(last)
  return whole(math.max(tonumber(last or 0), tonumber(fields_of(meta_key, 'attempts').attempts or 0)) + 1)
end
