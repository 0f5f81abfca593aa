#!/bin/sh
# quick-start FILE
# Starts the daemon once, on a free port and with its own store, sends a mail to its capture provider, and writes the
# classes that it loaded to FILE (class data sharing). With FILE as mail-sender-daemon.jsa beside the jar, later starts
# take half the time. Fails if the daemon does not start within two minutes.
set -eu
here=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
file=$1

work=$(mktemp -d)
daemon=
clean_up() {
  [ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null || :
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cat >"$work/config.yml" <<CONFIG
server: {port: 0}
store: {file: $work/mail.db}
providers: {capture: {kind: capture}}
CONFIG
: >"$work/log"
# UsePerfData would leave a directory in /tmp.
options="-XX:-UsePerfData -XX:ArchiveClassesAtExit=$file"
CONFIG_FILE=$work/config.yml CACHE_DIRECTORY=$work JAVA_OPTIONS="${JAVA_OPTIONS:-} $options" \
  "$here/bin/mail-sender-daemon" >"$work/log" 2>&1 &
daemon=$!

tries=1200
until url=$(sed -n 's|.*listening on \(http://[^,]*\),.*|\1|p' "$work/log") && [ -n "$url" ]; do
  tries=$((tries - 1))
  if [ "$tries" = 0 ] || ! kill -0 "$daemon" 2>/dev/null; then
    cat "$work/log" >&2
    exit 1
  fi
  sleep 0.1
done
export JDK_JAVA_OPTIONS=-XX:-UsePerfData
"$here/bin/mail-sender" send --url "$url" -t ann@example.com -s Hello -T Hello >"$work/sent" 2>&1 ||
  { cat "$work/sent" >&2; exit 1; }
kill "$daemon"
# 143: the daemon ends on SIGTERM.
wait "$daemon" || [ $? = 143 ]
daemon=
[ -s "$file" ]
