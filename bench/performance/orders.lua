-- Orders the same car again and again.
wrk.method = 'POST'
wrk.headers['Content-Type'] = 'application/json'
wrk.body = '{"brand":"Ford","make":"Mustang","model":2014,"color":"Blue"}'
