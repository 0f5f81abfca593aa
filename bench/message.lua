-- Requests messages in random order; their ids are in the file that the environment variable IDS names, one per line. Prints, for
-- bench/run: RESULT requests seconds p50 p99 max errors, times in milliseconds.

local ids = {}

function init()
  for id in io.lines(os.getenv("IDS")) do
    table.insert(ids, id)
  end
end

function request()
  return wrk.format("GET", "/messages/" .. ids[math.random(#ids)])
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format("RESULT %d %.3f %.3f %.3f %.3f %d", summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
