wrk.method = 'POST'
wrk.headers['Content-Type'] = 'application/json'
wrk.body = '{"brand":"Ford","make":"Mustang","model":2014,"color":"Blue"}'

-- wrk tells how many answers were no 2xx, and not what they were.
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() accepted, refused, others = 0, 0, 0 end
function response(status)
  if status == 202 then accepted = accepted + 1
  elseif status == 503 then refused = refused + 1
  else others = others + 1 end
end
function done()
  local sum = { accepted = 0, refused = 0, others = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sum) do sum[name] = sum[name] + thread:get(name) end
  end
  io.write(string.format('{"accepted":%d,"refused":%d,"others":%d}\n', sum.accepted, sum.refused, sum.others))
end
