-- Asks the targets of a file, one after another, and writes what wrk counted as JSON.
--   wrk … -s requests.lua http://127.0.0.1:PORT -- FILE MEDIA-TYPE

local requests, at = {}, 0

function init(arguments)
  wrk.headers["Accept"] = arguments[2]
  for line in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", line)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "max": %.6f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6,
    latency:percentile(99) / 1e6, latency.max / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
