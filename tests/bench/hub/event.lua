-- Pushes events with unique identifiers.
local thread_count = 0
function setup(thread)
  thread:set("id", thread_count)
  thread_count = thread_count + 1
end
local n = 0
function request()
  n = n + 1
  local body = string.format(
    '{"specversion":"1.0","id":"%s-%d-%d","source":"chaosiq-cloud","type":"starting-activity",' ..
    '"datacontenttype":"application/json","time":"2026-01-31T12:00:00+00:00",' ..
    '"data":"{\\"context\\": {\\"name\\": \\"stop a server\\"}, \\"state\\": null}"}',
    os.getenv("RUN"), id, n)
  wrk.headers["Content-Type"] = "application/cloudevents+json"
  return wrk.format("POST", nil, nil, body)
end
