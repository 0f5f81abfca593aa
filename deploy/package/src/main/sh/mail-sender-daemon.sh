#!/bin/sh
# Starts the daemon. JAVA_HOME selects the Java (17 or newer); JAVA_OPTIONS is appended to the options and overrides them.
set -eu
here=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
lib=$here/lib

# Java decodes variables, arguments and file names by the locale: as ASCII if it is C, or is set but not generated.
if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
  LC_ALL=C.UTF-8 && export LC_ALL
  # Old systems lack C.UTF-8.
  case $(locale charmap 2>/dev/null) in '' | UTF-8) ;; *) LC_ALL=en_US.UTF-8 ;; esac
fi

# The heap is half of the memory (in a container, of the container's), at most 512 MB; a quarter if there is less than 500 MB, because the
# JVM itself needs 165 MB. The young generation is a third of the heap.
flags='-XX:+UseSerialGC -Xms64m -XX:MinRAMPercentage=25 -XX:MaxRAMPercentage=50 -XX:ErgoHeapSizeLimit=512m -XX:NewSize=22m -XX:NewRatio=2 -XX:SurvivorRatio=4 -XX:+ExitOnOutOfMemoryError -Xshare:auto -Dfile.encoding=UTF-8'

# glibc keeps large blocks that were freed (bodies, rows of SQLite). With little memory the kernel killed the daemon for that.
MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2} MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-131072}
export MALLOC_ARENA_MAX MALLOC_MMAP_THRESHOLD_

# The classes of an earlier start (see lib/quick-start). The JVM ignores a file of another Java; the options silence its warning.
archive=$lib/mail-sender-daemon.jsa
case ${JAVA_OPTIONS:-} in
  *-XX:ArchiveClassesAtExit=*) ;;
  *)
    [ ! -r "$archive" ] ||
      flags="$flags -XX:SharedArchiveFile=$archive -Xlog:disable -Xlog:all=error:stderr -Xlog:cds*=off:stderr"
    ;;
esac

# SQLite's native library is unpacked and loaded from here: /tmp is often mounted noexec.
[ -z "${CACHE_DIRECTORY:-}" ] || flags="$flags -Dorg.sqlite.tmpdir=$CACHE_DIRECTORY"

# shellcheck disable=SC2086 # the flags are words
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" $flags ${JAVA_OPTIONS:-} -jar "$lib/mail-sender-daemon.jar" "$@"
