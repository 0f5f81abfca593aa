-- Sends a request every 50 ms and prints, for bench/run: RESULT requests seconds p50 p99 max errors, times in milliseconds.

function delay()
  return 50
end

function done(summary, latency, requests)
  local errors = summary.errors
  print(string.format("RESULT %d %.3f %.3f %.3f %.3f %d", summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
