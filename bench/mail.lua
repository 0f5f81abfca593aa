-- The benchmark's mail: about 6 kB of JSON, one recipient, 2 kB of text, 4 kB of HTML. At the end it prints one line for bench/run:
-- RESULT requests seconds p50 p99 max errors, times in milliseconds.
-- The environment variables API_KEY and PREFER (headers), SEND_AT (a field) and SMALL (a mail of one word) change the mail.
-- With an argument, it checks every answer, which costs time: it must be a 200 and contain the argument.

local sentence = "The quick brown fox jumps over the lazy dog; your order has left our house. "
local text = sentence:rep(27):sub(1, 2048)
local paragraph = "<p style=\\\"margin:0\\\">" .. sentence .. "</p>\\n"
local html = "<html><body>" .. paragraph:rep(40) .. "</body></html>"

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local prefer = os.getenv("PREFER")
if prefer and prefer ~= "" then
  wrk.headers["Prefer"] = prefer
end
local key = os.getenv("API_KEY")
if key then
  wrk.headers["Authorization"] = "Bearer " .. key
end
local send_at = os.getenv("SEND_AT")
if os.getenv("SMALL") then
  text, html = "Hello", ""
end
local fields = {
  '"from":"Mail Sender"',
  '"to":["Ann Example <ann@example.com>"]',
  '"subject":"Your order has left our house"',
  '"text":"' .. text .. '"',
}
if html ~= "" then
  table.insert(fields, '"html":"' .. html .. '"')
end
if send_at then
  table.insert(fields, '"send_at":"' .. send_at .. '"')
end
wrk.body = "{" .. table.concat(fields, ",") .. "}"

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  expected = args[1]
  wrong = 0
  if expected then
    response = function(status, headers, body)
      if status ~= 200 or not body:find(expected, 1, true) then
        wrong = wrong + 1
        if wrong == 1 then
          io.stderr:write("answered ", status, ": ", body, "\n")
        end
      end
    end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local wrong = 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
  end
  local failed = errors.connect + errors.read + errors.write + errors.timeout + math.max(errors.status, wrong)
  if failed > 0 then
    io.stderr:write(string.format("errors: connect %d, read %d, write %d, timeout %d, status %d, wrong answers %d\n",
      errors.connect, errors.read, errors.write, errors.timeout, errors.status, wrong))
  end
  print(string.format("RESULT %d %.3f %.3f %.3f %.3f %d", summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000, failed))
end
