#!/bin/sh
# Starts the daemon. JAVA_HOME chooses the Java (17 or newer); JAVA_OPTIONS is added to its options, and wins.
set -eu
here=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
lib=$here/lib

# Java reads variables, arguments and file names as the locale says: as ASCII where that is C, or is named and was never generated.
if [ "$(locale charmap 2>/dev/null)" != UTF-8 ]; then
  LC_ALL=C.UTF-8 && export LC_ALL
  # An old system has no C.UTF-8.
  case $(locale charmap 2>/dev/null) in '' | UTF-8) ;; *) LC_ALL=en_US.UTF-8 ;; esac
fi

# The heap is half of the memory there is, which in a container is the container's, and half a gigabyte at the most; of less than
# 500 MB a quarter, since the JVM itself needs 165 MB. The young generation has a third of the heap.
flags='-XX:+UseSerialGC -Xms64m -XX:MinRAMPercentage=25 -XX:MaxRAMPercentage=50 -XX:ErgoHeapSizeLimit=512m -XX:NewSize=22m -XX:NewRatio=2 -XX:SurvivorRatio=4 -XX:+ExitOnOutOfMemoryError -Xshare:auto -Dfile.encoding=UTF-8'

# What glibc keeps of large blocks that were given back (bodies, rows of SQLite) would not be there for the others: with little memory the
# kernel killed the daemon for it.
MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2} MALLOC_MMAP_THRESHOLD_=${MALLOC_MMAP_THRESHOLD_:-131072}
export MALLOC_ARENA_MAX MALLOC_MMAP_THRESHOLD_

# The classes of an earlier start (see lib/quick-start). A file that does not fit, as Java is another one, is none.
archive=$lib/mail-sender-daemon.jsa
case ${JAVA_OPTIONS:-} in
  *-XX:ArchiveClassesAtExit=*) ;;
  *)
    [ ! -r "$archive" ] ||
      flags="$flags -XX:SharedArchiveFile=$archive -Xlog:disable -Xlog:all=error:stderr -Xlog:cds*=off:stderr"
    ;;
esac

# SQLite's native library is unpacked into a file and run from there; many a machine lets nothing run in /tmp.
[ -z "${CACHE_DIRECTORY:-}" ] || flags="$flags -Dorg.sqlite.tmpdir=$CACHE_DIRECTORY"

# shellcheck disable=SC2086 # the flags are words
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" $flags ${JAVA_OPTIONS:-} -jar "$lib/mail-sender-daemon.jar" "$@"
