#!/bin/sh
# The jar is appended to this script. Java reads arguments and file names as the locale says: as ASCII where that is C, or is named
# and was never generated.
if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
  LC_ALL=C.UTF-8 && export LC_ALL
  # An old system has no C.UTF-8.
  case $(locale charmap 2>/dev/null) in '' | UTF-8) ;; *) LC_ALL=en_US.UTF-8 ;; esac
fi
# The files that a JVM opens would take the places of streams that are closed; with these, reading and writing fail.
options=
if { true 9<&0; } 2>/dev/null; then
  # Whether there may be a text on it.
  [ -t 0 ] || options=-Dmail-sender.stdin=true
else
  exec 0>/dev/null
fi
{ true 9>&1; } 2>/dev/null || exec 1</dev/null
true 9>&2 || exec 2</dev/null
[ ! -t 2 ] || options="$options -Dmail-sender.terminal=true"
# shellcheck disable=SC2086 # the options are words
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto $options -jar "$0" "$@"
