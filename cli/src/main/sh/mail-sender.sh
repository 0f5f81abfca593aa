#!/bin/sh
# The jar is appended to this script. Without a locale that knows UTF-8, Java 17 would read its arguments as ASCII.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in
  C | POSIX) LC_ALL=C.UTF-8 && export LC_ALL ;;
esac
terminal=
[ ! -t 2 ] || terminal=-Dmail-sender.terminal=true
# shellcheck disable=SC2086 # nothing, or one word
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto $terminal -jar "$0" "$@"
