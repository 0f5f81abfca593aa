-- The mails of bench/power-cut: each to its own address, three of four asynchronously. The id of each mail that is answered with
-- 200 or 202 is written immediately to the file that the environment variable IDS names.

local sentence = "The quick brown fox jumps over the lazy dog; your order has left our house. "
local number = 0
local ids = assert(io.open(os.getenv("IDS"), "w"))
ids:setvbuf("no")

function request()
  number = number + 1
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/json",
    ["Prefer"] = number % 4 > 0 and "respond-async" or nil,
  }, string.format('{"to":["u%d@example.com"],"subject":"Order %d","text":"%s"}', number, number, sentence:rep(20)))
end

function response(status, headers, body)
  if status == 200 or status == 202 then
    ids:write(body:match('"id":"(%x+)"'), "\n")
  end
end
