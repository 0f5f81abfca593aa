# The hosts of deploy/ha/test, each a network namespace on one switch, and their programs.

declare -A addresses=([lb1]=192.0.2.1 [lb2]=192.0.2.2 [node1]=192.0.2.11 [node2]=192.0.2.12 [store]=192.0.2.20 [client]=192.0.2.30)
declare -A pids=()

in_host() { exec ip netns exec "ha-$1" "${@:2}"; }

make_network() {
  if ! ip netns add ha-switch; then
    trap - EXIT
    die "another test is running, or one was killed: then ip netns del each ha-… that ip netns list shows"
  fi
  ip -n ha-switch link add name br0 type bridge
  ip -n ha-switch link set br0 up
  local host
  for host in "${!addresses[@]}"; do
    ip netns add "ha-$host"
    ip -n ha-switch link add name "$host" type veth peer name eth0 netns "ha-$host"
    ip -n ha-switch link set "$host" master br0 up
    ip -n "ha-$host" link set lo up
    ip -n "ha-$host" link set eth0 up
    ip -n "ha-$host" addr add "${addresses[$host]}/24" dev eth0
  done
}

# end SIGNAL NAME: signals the process (KILL: also its children) and waits for it
end() {
  local pid=${pids[$2]:-}
  [ -n "$pid" ] || return 0
  local all=("$pid")
  [ "$1" != KILL ] || all+=($(cat "/proc/$pid/task/$pid/children" 2>/dev/null || :))
  kill "-$1" "${all[@]}" 2>/dev/null || :
  wait "$pid" 2>/dev/null || :
  unset "pids[$2]"
}

clean_up() {
  local name host
  touch "$out/stop"
  for name in "${!pids[@]}"; do
    [ "$name" = postgresql ] || end KILL "$name"
  done
  end INT postgresql
  for host in switch "${!addresses[@]}"; do
    ip netns del "ha-$host" 2>/dev/null || :
  done
  [ -z "${data:-}" ] || rm -rf "$data"
}

start_postgresql() {
  data=$(mktemp -d)
  chown postgres: "$data"
  local as=(setpriv --reuid postgres --regid postgres --clear-groups)
  (cd / && "${as[@]}" "$postgresql/initdb" -D "$data/db" -U mail_sender -A trust -E UTF8 >"$out/initdb.log" 2>&1) || die "initdb: see $out/initdb.log"
  echo 'host all all 192.0.2.0/24 trust' >>"$data/db/pg_hba.conf"
  (cd / && in_host store "${as[@]}" "$postgresql/postgres" -D "$data/db" -k "$data" -c listen_addresses=192.0.2.20) >"$out/postgresql.log" 2>&1 &
  pids[postgresql]=$!
  until "$postgresql/pg_isready" -q -h "$data"; do
    kill -0 "${pids[postgresql]}" 2>/dev/null || die "PostgreSQL ended: see $out/postgresql.log"
    sleep 0.2
  done
}

# A daemon on its host. The lease is short, so that a dead daemon's messages are taken over soon. Two providers: a copy
# of an unknown message goes out through the other one.
start_daemon() {
  cat >"$out/$1.yml" <<CONFIG
server: {host: ${addresses[$1]}, port: 8080, trusted-proxies: [${addresses[lb1]}, ${addresses[lb2]}]}
api-keys: {load: $(printf %s load | sha256sum | cut -d ' ' -f 1)}
providers:
  sink: {kind: mailgun, api-key: k, domain: example.org, from: shop@example.org, endpoint: 'http://192.0.2.20:8025'}
  backup: {kind: mailgun, api-key: k, domain: example.org, from: shop@example.org, endpoint: 'http://192.0.2.20:8025'}
order: [sink, backup]
store: {kind: postgresql, url: 'jdbc:postgresql://192.0.2.20/postgres', username: mail_sender}
queue: {lease: 5s, poll: 200ms}
retry: {delay: 1s}
CONFIG
  (export CONFIG_FILE=$out/$1.yml && in_host "$1" "$root/mail-sender" daemon) >"$out/$1.log" 2>&1 &
  pids[$1]=$!
}

await_listening() {
  until grep -q 'listening on' "$out/$1.log"; do
    kill -0 "${pids[$1]}" 2>/dev/null || die "$1 ended: see $out/$1.log"
    sleep 0.05
  done
}

# With its own mounts at the fixed paths of the configuration.
start_haproxy() {
  (in_host "$1" unshare --mount sh -ec '
    mount -t tmpfs tmpfs /run
    mkdir /run/haproxy
    mount --bind "$1" /etc/haproxy
    exec haproxy -W -db -f /etc/haproxy/haproxy.cfg' sh "$out/haproxy") >>"$out/$1-haproxy.log" 2>&1 &
  pids[$1-haproxy]=$!
}

start_keepalived() {
  (in_host "$1" unshare --mount sh -ec '
    mount -t tmpfs tmpfs /run
    exec keepalived --dont-fork --log-console --log-detail --vrrp --config-id "$1" --use-file "$2"' sh "$1" "$here/keepalived.conf") >>"$out/$1-keepalived.log" 2>&1 &
  pids[$1-keepalived]=$!
}

# holders: the balancers that have the address
holders() {
  local host
  for host in lb1 lb2; do
    ! ip -n "ha-$host" -o address show dev eth0 | grep -q ' 192\.0\.2\.10/' || echo "$host"
  done
}

# await_both: waits until both balancers use both daemons and can hold the address, and one holds it
await_both() {
  local host well
  for _ in $(seq 300); do
    well=0
    for host in lb1 lb2; do
      well=$((well + $(ip netns exec "ha-$host" curl -s --max-time 1 'http://127.0.0.1:8404/stats;csv' | grep -cE '^daemons,node[12],.*,UP,' || :)))
      [[ $(grep -o 'Entering [A-Z]* STATE' "$out/$host-keepalived.log" | tail -n 1) == *FAULT* ]] || well=$((well + 1))
    done
    [ "$well" != 6 ] || [ "$(holders | wc -w)" != 1 ] || return 0
    sleep 0.1
  done
  die "the hosts do not recover; the address is held by: $(holders)"
}

prepare() {
  rm -rf "$out"
  mkdir -p "$out/haproxy"
  javac -d "$out" "$here"/*.java "$root/daemon/src/test/java/io/mailsender/testing/MailSink.java"
  cp "$here/haproxy.cfg" "$out/haproxy"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=mail.example.com \
    -addext subjectAltName=IP:192.0.2.10 -keyout "$out/key.pem" -out "$out/cert.pem" 2>"$out/openssl.log"
  cat "$out/cert.pem" "$out/key.pem" >"$out/haproxy/mail-sender.pem"
  make_network
  start_postgresql
  (in_host store java -cp "$out" Provider 192.0.2.20 8025 "$out/mails") >"$out/provider.log" 2>&1 &
  pids[provider]=$!
  # The first start builds the program if necessary and fills the launcher's caches.
  start_daemon node1
  await_listening node1
  start_daemon node2
  await_listening node2
  local host
  for host in lb1 lb2; do
    start_haproxy "$host"
    start_keepalived "$host"
  done
}
