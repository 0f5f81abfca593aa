# The cases of bench/run that need a store.

# with_store CASE TARGET: runs the daemon with config-$kind.yml; PREFER is the request header
with_store() {
  [ "$kind" != postgresql ] || [ -n "${BENCH_POSTGRESQL:-}" ] || die "the case postgresql needs BENCH_POSTGRESQL; see --help"
  empty_store
  export PREFER=${PREFER:-} BENCH_POSTGRESQL=${BENCH_POSTGRESQL:-}
  against_nginx "$1" "$2" 64 "$at_once"
  unset PREFER
}

empty_store() {
  rm -rf "$out/store"
  mkdir -p "$out/store"
  export STORE_FILE=$out/store/mail.db
}

# resident PID: its current resident memory, in MB
resident() { awk '/^VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }

# 100,000 messages that become due at the same moment, compared with mails whose callers wait.
backlog() {
  local due end before accepted=0 requests now sent memory_before memory_most=0 memory_now rate sync
  say "backlog"
  empty_store
  start_daemon "$daemon_port" sqlite "$at_once"
  rm -f "$out/waiting.rounds"
  load waiting "$daemon_port" 64 "$warmup"
  for ((round = 0; round < rounds; round++)); do measure waiting "$daemon_port" 64 "$at_once"; done
  sync=$(column 1 waiting)
  due=$(($(date +%s) + 100))
  while [ "$accepted" -lt 100000 ] && [ "$(date +%s)" -lt $((due - 6)) ]; do
    SEND_AT=$(date -u -d "@$due" +%Y-%m-%dT%H:%M:%SZ) load backlog "$daemon_port" 64 5
    read -r requests _ <<<"$result"
    accepted=$((accepted + requests))
  done
  [ "$accepted" -ge 100000 ] || invalid "only $accepted mails were accepted within 100 s"
  before=$(mails_at "$at_once")
  memory_before=$(resident "$pid")
  say "  $accepted mails wait"
  sleep $((due - $(date +%s)))
  end=$((due + 300)) sent=0
  while [ "$sent" -lt "$accepted" ] && [ "$(date +%s)" -lt "$end" ]; do
    sleep 0.2
    sent=$(($(curl -sf "http://127.0.0.1:$at_once/") - before))
    memory_now=$(resident "$pid")
    [ "$memory_now" -le "$memory_most" ] || memory_most=$memory_now
  done
  now=$(now)
  [ "$(($(mails_at "$at_once") - before - accepted))" -ge 0 ] || invalid "only $sent of $accepted mails went out"
  # Up to one more per connection and load: accepted, but not answered when wrk disconnected.
  [ "$sent" -le $((accepted + 64 * 20)) ] || invalid "$sent mails went out, $accepted were accepted"
  rate=$(awk -v n="$accepted" -v now="$now" -v due="$due" 'BEGIN { print n / (now - due) }')
  awk -v n="$accepted" -v r="$rate" -v s="$sync" -v b="$memory_before" -v m="$memory_most" 'BEGIN {
    printf "\nBacklog of %d messages that became due at the same moment (SQLite): drained at %.0f mails/s, %.2f of the %.0f mails/s whose callers wait (target: 0.70). Resident: %d MB at the beginning, at most %d MB meanwhile.\n", n, r, r / s, s, b, m }' >>"$out/notes"
  stop_all_but_mock
}

# One million finished messages compared with none: accepting and looking up.
million() {
  local full_pid since name before
  say "million"
  empty_store
  STORE_FILE=$out/store/empty.db start_daemon "$other_port" sqlite "$at_once"
  start_daemon "$daemon_port" sqlite "$at_once"
  full_pid=$pid since=$(date +%s) before=$(mails_at "$at_once")
  until [ "$(mails_at "$at_once")" -ge $((messages + before)) ]; do
    SMALL=1 load fill "$daemon_port" 256 20
    say "  $(($(mails_at "$at_once") - before)) messages"
    [ "$(date +%s)" -lt $((since + 1200)) ] || die "$messages messages took more than 20 minutes"
  done
  ids full "$daemon_port" "$since"
  PREFER=respond-async compare "accepted (202), SQLite: empty store, $messages messages" "ratio >= 0.80" 64 "$at_once" \
    empty "$other_port" full "$daemon_port" "$full_pid"
  ids empty "$other_port" "$since"
  rm -f "$out"/{empty,full}.rounds
  for name in empty full; do look_up "$name" "$warmup" && rm "$out/$name.rounds"; done
  for ((round = 0; round < rounds; round++)); do
    look_up empty "$seconds"
    look_up full "$seconds"
  done
  row "\`GET /messages/{id}\`, SQLite: empty store, $messages messages, 64 connections" "ratio >= 0.80" empty full "$(memory "$full_pid")"
  stop_all_but_mock
}

# ids NAME PORT SINCE: up to 10,000 ids, spread over the time since SINCE
ids() {
  local at now
  now=$(date +%s)
  for ((i = 1; i <= 50; i++)); do
    at=$(($3 + (now - $3) * i / 50 + 1))
    curl -sf "http://127.0.0.1:$2/messages?limit=200&until=$(date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ)" | grep -oE '"id":"[0-9a-f]{32}"' | cut -d'"' -f4 || :
  done | sort -u >"$out/$1.ids"
  [ -s "$out/$1.ids" ] || die "the store $1 has no messages"
}

# look_up NAME SECONDS: appends a line "requests/s p50 p99" to NAME.rounds
look_up() {
  local port=$daemon_port requests time p50 p99 errors
  [ "$1" = full ] || port=$other_port
  IDS=$out/$1.ids wrk -t2 -c64 -d"$2"s --timeout 30s -s "$here/message.lua" "http://127.0.0.1:$port/" >"$out/wrk.log"
  read -r requests time p50 p99 _ errors <<<"$(sed -n 's/^RESULT //p' "$out/wrk.log")"
  [ "$errors" = 0 ] || invalid "look-ups of $1 had errors"
  awk -v n="$requests" -v t="$time" -v p50="$p50" -v p99="$p99" 'BEGIN { print n / t, p50, p99 }' | tee -a "$out/$1.rounds" | sed "s/^/  $1 look-ups: /" >&2
}
