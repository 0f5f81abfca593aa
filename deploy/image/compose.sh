# Part of deploy/image/test: compose.yml, with podman-compose, and Debian's PostgreSQL in place of the image that it names.
# shellcheck shell=bash disable=SC2154 # the variables are of deploy/image/test

compose() {
  podman-compose -f "$root/deploy/compose.yml" --env-file "$work/compose.env" "$@"
}

# It takes the same variables as the image that compose.yml names.
make_postgres() {
  ! podman image exists localhost/postgres:17 || return 0
  say "Making an image of Debian's PostgreSQL"
  rm -rf "$work/postgres"
  debootstrap --variant=minbase --include=postgresql-15 bookworm "$work/postgres" >"$work/debootstrap.log"
  rm -rf "$work"/postgres/var/lib/postgresql/*
  install -d -o "$(chroot "$work/postgres" id -u postgres)" "$work/postgres/var/lib/postgresql/data"
  cat >"$work/postgres/entrypoint" <<'END'
#!/bin/sh
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf %s "$POSTGRES_PASSWORD" >/tmp/password
  initdb -U "$POSTGRES_USER" --pwfile=/tmp/password -A scram-sha-256 -E UTF8
  rm /tmp/password
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE $POSTGRES_DB" | postgres --single -D "$PGDATA" postgres
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/run/postgresql
END
  chmod 755 "$work/postgres/entrypoint"
  tar -C "$work/postgres" -c . | podman import -q --change 'ENTRYPOINT ["/entrypoint"]' \
    --change ENV=PGDATA=/var/lib/postgresql/data --change VOLUME=/var/lib/postgresql/data \
    --change ENV=PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin - localhost/postgres:17 >/dev/null
  rm -rf "$work/postgres"
}

# becomes_healthy CONTAINER
becomes_healthy() {
  for ((try = 0; try < 120; try++)); do
    ! podman healthcheck run "$1" >/dev/null 2>&1 || return 0
    sleep 0.5
  done
  podman logs "$1" >&2
  return 1
}

# at NUMBER PATH: asks that daemon
at() {
  port=$(podman port "mail-sender_daemon_$1" 8080/tcp | sed 's/.*://') api "$2" "${@:3}"
}
shared() {
  local id
  id=$(at 1 /send -d '{"to": ["ann@example.com"]}' | sed -n 's/.*"id":"\([0-9a-f]*\)".*/\1/p')
  [ -n "$id" ] && at 2 "/messages/$id" | grep -q '"status":"sent"'
}
hardened() {
  [ "$(podman inspect -f '{{.HostConfig.ReadonlyRootfs}} {{.EffectiveCaps}} {{.HostConfig.SecurityOpt}}' "$1")" = \
    'true [] [no-new-privileges]' ] || { podman inspect -f '{{.HostConfig.ReadonlyRootfs}} {{.EffectiveCaps}} {{.HostConfig.SecurityOpt}}' "$1" >&2; false; }
}

prove_compose() {
  command -v podman-compose >/dev/null || die "missing: podman-compose; see --help"
  podman image exists localhost/test/dockerfile || build_dockerfile
  make_postgres
  podman tag localhost/test/dockerfile localhost/mail-sender
  cat >"$work/compose.env" <<END
API_KEY_SHA256=$(printf %s "$key" | sha256sum | cut -d ' ' -f 1)
STORE_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
DAEMON_PORT=
END
  say "compose: starting"
  compose up -d --no-build postgres >"$work/compose.log" 2>&1
  check "PostgreSQL becomes healthy" becomes_healthy mail-sender_postgres_1
  compose up -d --no-build --no-deps --scale daemon=2 daemon >>"$work/compose.log" 2>&1
  for container in mail-sender_daemon_1 mail-sender_daemon_2; do
    check "$container becomes healthy" becomes_healthy "$container"
  done
  for container in mail-sender_daemon_1 mail-sender_daemon_2 mail-sender_postgres_1; do
    check "$container can do no more than it needs" hardened "$container"
  done
  check "one daemon knows the mails of the other" shared
  compose down -v >>"$work/compose.log" 2>&1
  rm "$work/compose.env"
}
