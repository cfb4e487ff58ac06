-- Asks the targets of a file, one after another, each time with another number in a comment at the
-- end of its query, or as they are from a number below 0; writes what wrk counted as JSON.
--   wrk … -s requests.lua http://127.0.0.1:PORT -- FILE MEDIA-TYPE HOST FIRST-NUMBER
-- On a schedule each connection sends so many requests, so many seconds apart. It needs a thread for
-- each (wrk -t32 -c32); the time of a request counts from when it was due.
--   wrk … -s requests.lua http://127.0.0.1:PORT -- FILE MEDIA-TYPE HOST FIRST-NUMBER \
--     SECONDS COUNT CONNECTIONS

local ffi = require("ffi")
ffi.cdef("typedef struct { long sec; long nsec; } moment; int clock_gettime(int, moment *);")

local MONOTONIC, NEVER = 1, 1e9
local moment = ffi.new("moment")
local targets, at, number = {}, 0, 0
local head, tail
local threads = {}

local function now()
  ffi.C.clock_gettime(MONOTONIC, moment)
  return tonumber(moment.sec) + tonumber(moment.nsec) / 1e9
end

function setup(thread)
  thread:set("index", #threads)
  threads[#threads + 1] = thread
end

-- Globals are read at the end: the schedule, when it began, and how long each request took.
local function keep_schedule()
  latencies = {}
  function delay()
    local time = now()
    if began then
      latencies[#latencies + 1] = time - (began + apart * #latencies)
    else
      began = time + apart * index / connections
    end
    if #latencies == count then
      return NEVER
    end
    return math.max(math.ceil((began + apart * #latencies - time) * 1000), 0)
  end
end

function init(arguments)
  wrk.headers["Accept"] = arguments[2]
  wrk.headers["Host"] = arguments[3]
  number = tonumber(arguments[4])
  for line in io.lines(arguments[1]) do
    targets[#targets + 1] = line
  end
  head, tail = wrk.format("GET", "/TARGET"):match("^(.-)/TARGET(.*)$")
  if arguments[5] then
    apart, count, connections = unpack(arguments, 5, 7)
    apart, count = tonumber(apart), tonumber(count)
    at = index * count
    keep_schedule()
  end
end

function request()
  at = at % #targets + 1
  if number < 0 then
    return head .. targets[at] .. tail
  end
  number = number + 1
  return head .. targets[at] .. "%23" .. number .. tail
end

-- What was not answered in the end is as late as it is then.
local function scheduled(apart, count)
  local all, time = {}, now()
  for _, thread in ipairs(threads) do
    local found, began = thread:get("latencies"), thread:get("began") or time
    for i = 1, count do
      all[#all + 1] = found[i] or time - (began + apart * (i - 1))
    end
  end
  table.sort(all)
  return {
    count = #all, seconds = apart * count, p50 = all[math.ceil(#all * 0.5)],
    p99 = all[math.ceil(#all * 0.99)], most = all[#all],
  }
end

function done(summary, latency, _)
  local errors = summary.errors
  local found = {
    count = summary.requests, seconds = summary.duration / 1e6,
    p50 = latency:percentile(50) / 1e6, p99 = latency:percentile(99) / 1e6,
    most = latency.max / 1e6,
  }
  local apart = threads[1]:get("apart")
  if apart then
    found = scheduled(apart, threads[1]:get("count"))
  end
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "p50": %.6f, "p99": %.6f, "max": %.6f, "errors": %d}\n',
    found.count, found.seconds, found.p50, found.p99, found.most,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
