#!/bin/sh
# sendmail, mailq and newaliases for programs that call them: `mail-sender sendmail`.
case ${0##*/} in
  mailq) set -- -bp ;;
  newaliases) set -- -bi ;;
esac
exec "$(dirname -- "$(readlink -f -- "$0")")/mail-sender" sendmail "$@"
