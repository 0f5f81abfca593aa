# The case smtp of bench/run: mail over SMTP into the store, compared with Postfix, which keeps it in its queue.

idle_connections=1000

smtp() {
  local work smtp_port=$((port + 3)) postfix_port=$((port + 4)) daemon_pid master count round
  say "smtp, 64 connections"
  need_postfix
  # On one disk, which others than root can reach.
  work=$(mktemp -d /var/tmp/bench-smtp.XXXXXX)
  chmod 755 "$work"
  trap 'stop_postfix "$work"; clean_up; rm -rf "$work"' EXIT
  start_postfix "$work" "$postfix_port"
  read -r master <"$work/queue/pid/master.pid"
  SMTP_PORT=$smtp_port STORE_FILE=$work/mail.db start_daemon "$daemon_port" smtp "$at_once"
  daemon_pid=$pid
  mail_file "$work/mail"
  count=1000
  submit postfix "$postfix_port" "$master" "$count" p0
  count=$(calibrated postfix)
  warm_up "$smtp_port" "$daemon_pid"
  local daemon_count
  daemon_count=$(calibrated daemon)
  rm -f "$out"/{postfix,daemon}.rounds
  for ((round = 1; round <= rounds; round++)); do
    submit postfix "$postfix_port" "$master" "$count" "p$round"
    submit daemon "$smtp_port" "$daemon_pid" "$daemon_count" "d$round"
  done
  paste "$out/postfix.rounds" "$out/daemon.rounds" | awk '{ print $3 / $1 }' >"$out/smtp.ratios"
  printf '\nMail over SMTP into the store (SQLite), 64 connections: Postfix %.0f mails/s, daemon %.0f mails/s; %.2f times (target: 3.00). Processor time per mail: Postfix %.2f ms, daemon %.2f ms.\n' \
    "$(column 1 postfix)" "$(column 1 daemon)" "$(median <"$out/smtp.ratios")" "$(column 2 postfix)" "$(column 2 daemon)" >>"$out/notes"
  idle "$smtp_port" "$daemon_pid" "$daemon_count"
  stop_postfix "$work"
  stop_all_but_mock
  rm -rf "$work"
  trap clean_up EXIT
}

need_postfix() {
  local tool missing=()
  for tool in postfix:postfix smtp-source:postfix sqlite3:sqlite3; do
    command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  [ ${#missing[@]} -eq 0 ] || die "missing programs; on Debian: apt-get install --no-install-recommends ${missing[*]}"
  [ "$(id -u)" = 0 ] || die "the case smtp needs root, for Postfix"
}

# start_postfix DIRECTORY PORT: it accepts every mail and keeps it on hold, which is the least that it can do with it
start_postfix() {
  mkdir -p "$1/conf" "$1/queue" "$1/data"
  chown postfix "$1/data"
  # in_flow_delay would wait for deliveries, of which there are none.
  cat >"$1/conf/main.cf" <<CONF
compatibility_level = 3.6
queue_directory = $1/queue
data_directory = $1/data
myhostname = mail.test
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_tls_security_level = none
smtpd_recipient_restrictions = check_recipient_access static:HOLD, permit
in_flow_delay = 0
CONF
  cat >"$1/conf/master.cf" <<CONF
127.0.0.1:$2 inet n     -       n       -       -       smtpd
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
proxymap  unix  -       -       n       -       -       proxymap
anvil     unix  -       -       n       -       1       anvil
CONF
  postfix -c "$1/conf" start >"$out/postfix.log" 2>&1 || { cat "$out/postfix.log" >&2; die "Postfix does not start"; }
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    ! (: <"/dev/tcp/127.0.0.1/$2") 2>/dev/null || return 0
    sleep 0.1
  done
  die "Postfix does not listen"
}

# stop_postfix DIRECTORY
stop_postfix() { postfix -c "$1/conf" stop >/dev/null 2>&1 || :; }

# mail_file FILE: a mail of 6 kB, 2 kB of text and 4 kB of HTML. The daemon keeps it for a day, as Postfix does on hold.
mail_file() {
  local sentence='The quick brown fox jumps over the lazy dog; your order has left our house.' i
  {
    printf '%s\n' 'From: Mail Sender <noreply@mg.example.org>' 'To: Ann Example <ann@example.com>' 'Date: Sun, 1 Mar 2026 09:00:00 +0100' \
      'Message-ID: <1@mg.example.org>' 'Subject: Your order has left our house' 'MIME-Version: 1.0' \
      "X-Mail-Sender-Send-At: $(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)" 'Content-Type: multipart/alternative; boundary=b' '' \
      '--b' 'Content-Type: text/plain; charset=utf-8' ''
    for ((i = 0; i < 26; i++)); do echo "$sentence"; done
    printf '%s\n' '--b' 'Content-Type: text/html; charset=utf-8' '' '<html><body>'
    for ((i = 0; i < 37; i++)); do echo "<p style=\"margin:0\">$sentence</p>"; done
    printf '%s\n' '</body></html>' '--b--'
  } >"$1"
}

# submit NAME PORT PID MAILS ROUND: appends a line "mails/s ms-of-processor-time-per-mail" to NAME.rounds. smtp-source ends at the first
# reply that it does not expect. Each mail has a recipient of its own, so none is the repetition of another one.
submit() {
  local before began busy time kept
  before=$(kept "$1")
  busy=$(processor_time "$3")
  began=$(now)
  smtp-source -s 64 -d -N -m "$4" -M client.example.net -f noreply@mg.example.org -t "$5@example.com" -F "$work/mail" "inet:127.0.0.1:$2" \
    >"$out/smtp-source.log" 2>&1 || { cat "$out/smtp-source.log" >&2; invalid "$1: smtp-source failed (above)"; }
  time=$(now | awk -v began="$began" '{ print $1 - began }')
  busy=$(($(processor_time "$3") - busy))
  kept=$(($(kept "$1") - before))
  [ "$kept" = "$4" ] || invalid "$1: $4 mails were accepted, $kept are there"
  awk -v n="$4" -v s="$time" -v b="$busy" 'BEGIN { print n / s, b / n }' | tee -a "$out/$1.rounds" | sed "s/^/  $1: /" >&2
  # A directory with many mails is no daily situation for Postfix.
  [ "$1" != postfix ] || find "$work/queue/hold" -type f -delete
}

# kept NAME: how many mails are in the store, or on hold
kept() {
  if [ "$1" = postfix ]; then
    find "$work/queue/hold" -type f | wc -l
  else
    sqlite3 -readonly "$work/mail.db" 'SELECT count(*) FROM message'
  fi
}

# processor_time PID: of a process, of its children, and of those that have ended, in ms
processor_time() {
  local each
  for each in "$1" $(pgrep -P "$1"); do
    cat "/proc/$each/stat" 2>/dev/null || :
  done | awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); sum += $12 + $13 + $14 + $15 } END { printf "%.0f", sum * 1000 / hz }'
}

# calibrated NAME: how many mails take about as long as a round, by the last line of NAME.rounds
calibrated() { tail -n 1 "$out/$1.rounds" | awk -v s="$seconds" '{ printf "%d", $1 * s + 64 }'; }

# warm_up PORT PID
warm_up() {
  local end i
  end=$(($(date +%s) + warmup))
  for ((i = 0; i == 0 || $(date +%s) < end; i++)); do submit daemon "$1" "$2" 5000 "w$i"; done
}

# idle PORT PID MAILS: memory with many connections that do nothing, and with mails over others at the same time
idle() {
  local fd fds=() line before with busy after answered=0 i
  ulimit -n $((idle_connections + 500))
  before=$(resident "$2")
  for ((i = 0; i < idle_connections; i++)); do
    exec {fd}<>"/dev/tcp/127.0.0.1/$1"
    read -r -t 60 -u "$fd" line
    printf 'NOOP\r\n' >&"$fd"
    read -r -t 60 -u "$fd" line
    fds+=("$fd")
  done
  with=$(resident "$2")
  submit daemon "$1" "$2" "$3" idle
  busy=$(resident "$2")
  for fd in "${fds[@]}"; do
    printf 'QUIT\r\n' >&"$fd"
    read -r -t 60 -u "$fd" line || line=
    [ "${line%% *}" != 221 ] || answered=$((answered + 1))
    exec {fd}>&-
  done
  after=$(resident "$2")
  [ "$answered" = "$idle_connections" ] || invalid "only $answered of $idle_connections idle connections were still answered"
  printf '%s idle connections: resident before %s MB, with them %s MB, after %s mails over 64 others %s MB (%.0f mails/s), without them %s MB. Peak: %s MB (target: 256).\n' \
    "$idle_connections" "$before" "$with" "$3" "$busy" "$(tail -n 1 "$out/daemon.rounds" | cut -d' ' -f1)" "$after" "$(memory "$2")" >>"$out/notes"
}
