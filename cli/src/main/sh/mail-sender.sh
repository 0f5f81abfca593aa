#!/bin/sh
# The jar is appended to this script. Java decodes arguments and file names by the locale: as ASCII if it is C, or is set but not
# generated.
if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
  LC_ALL=C.UTF-8 && export LC_ALL
  # Old systems lack C.UTF-8.
  case $(locale charmap 2>/dev/null) in '' | UTF-8) ;; *) LC_ALL=en_US.UTF-8 ;; esac
fi
# The JVM would open its own files in place of closed streams. With these replacements reading and writing fail instead.
options=
if { true 9<&0; } 2>/dev/null; then
  # The standard input may hold a text.
  [ -t 0 ] || options=-Dmail-sender.stdin=true
else
  exec 0>/dev/null
fi
{ true 9>&1; } 2>/dev/null || exec 1</dev/null
true 9>&2 || exec 2</dev/null
[ ! -t 2 ] || options="$options -Dmail-sender.terminal=true"
# shellcheck disable=SC2086 # the options are words
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto $options -jar "$0" "$@"
