-- Asks the targets of a file, one after another, each time with another number in a comment at the
-- end of its query, or as they are from a number below 0; writes what wrk counted as JSON.
--   wrk … -s requests.lua http://127.0.0.1:PORT -- FILE MEDIA-TYPE FIRST-NUMBER

local targets, at, number = {}, 0, 0
local head, tail

function init(arguments)
  wrk.headers["Accept"] = arguments[2]
  number = tonumber(arguments[3])
  for line in io.lines(arguments[1]) do
    targets[#targets + 1] = line
  end
  head, tail = wrk.format("GET", "/TARGET"):match("^(.-)/TARGET(.*)$")
end

function request()
  at = at % #targets + 1
  if number < 0 then
    return head .. targets[at] .. tail
  end
  number = number + 1
  return head .. targets[at] .. "%23" .. number .. tail
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "max": %.6f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6,
    latency:percentile(99) / 1e6, latency.max / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
