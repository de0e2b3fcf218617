# What the scripts beside this one share; they source it. Bash, with set -euo pipefail.
#
# The node that is measured is node/target/henge-node.jar, or what HENGE_JAR names (with its lib/ beside
# it), so that two builds can be compared. Everything listens on 127.0.0.1 alone.

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
jar=${HENGE_JAR:-$home/node/target/henge-node.jar}
bench_jar=$home/bench/target/henge-bench.jar
work=
pids=()
nginx_pid=

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 1
}

require_built() {
  [[ -f $jar ]] || fail "$jar is missing: mvn -DskipTests package"
  [[ -f $bench_jar ]] || fail "$bench_jar is missing: mvn -DskipTests package"
}

# Makes the working directory, in $1 if that is given. It, and all processes started, are gone at the end.
begin() {
  require_built
  work=$(mktemp -d "${1:-${TMPDIR:-/tmp}}/henge-bench.XXXXXX")
  umask 077
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$work/secret"
  umask 022
  trap end EXIT
  trap 'exit 130' INT TERM
}

end() {
  local pid
  # nginx must end its workers itself.
  [[ -z $nginx_pid ]] || kill -TERM "$nginx_pid" 2>/dev/null || true
  for pid in ${pids[@]+"${pids[@]}"}; do
    kill -KILL "$pid" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  rm -rf -- "$work"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

require_free() {
  ! listens "$1" || fail "port $1 of 127.0.0.1 is in use: choose another --port"
}

# start_node NAME PORT FOUNDERS [OPTION...]: a node in $work/NAME. It serves clients at PORT, peers at
# PORT+100, operators at PORT+200, and so on as in run-cluster.sh; FOUNDERS as in --found. node_jar may name
# another build for it. Sets node_pid.
start_node() {
  local name=$1 port=$2 founders=$3
  shift 3
  require_free "$port"
  mkdir -p "$work/$name"
  (
    # What is exported for other purposes must not change the node.
    node_jar=${node_jar:-$jar}
    for variable in ${!HENGE_@}; do
      unset "$variable"
    done
    export MALLOC_ARENA_MAX=2
    exec java "@$home/node/jvm.options" -jar "$node_jar" \
      --data "$work/$name/data" --secret-file "$work/secret" --host 127.0.0.1 \
      --client-port "$port" --peer-port $((port + 100)) --admin-port $((port + 200)) \
      --hazelcast-port $((port + 300)) --event-bus-port $((port + 400)) --found "$founders" "$@"
  ) >>"$work/$name/log" 2>&1 &
  node_pid=$!
  pids+=("$node_pid")
}

# start_single NAME PORT [OPTION...]: a cluster of one node.
start_single() {
  start_node "$1" "$2" "127.0.0.1:$(($2 + 100))" "${@:3}"
}

# await_ready PORT PID SECONDS: until the node says that it is ready; looks every 20 ms.
await_ready() {
  local port=$1 pid=$2 deadline=$((SECONDS + $3)) line
  while ((SECONDS < deadline)); do
    line=$(
      exec 2>/dev/null
      exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 0
      printf 'GET /-/health/ready HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' \
        "$port" >&3
      read -r -t 2 line <&3 && printf '%s' "$line"
    ) || true
    if [[ $line == 'HTTP/1.1 200 '* ]]; then
      return 0
    fi
    kill -0 "$pid" 2>/dev/null || fail "the node at port $port ended: $(tail -n 3 "$work"/*/log)"
    sleep 0.02
  done
  fail "the node at port $port was not ready after $3 s"
}

# stop_node PID [SIGNAL]: ends it and waits for that.
stop_node() {
  kill -"${2:-TERM}" "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# start_nginx PORT [CONNECTIONS]: serves $work/www, and takes PUTs into it if it can. Fails when it is not
# installed. Sets nginx_pid.
start_nginx() {
  local port=$1 dav=''
  command -v nginx >/dev/null || return 1
  require_free "$port"
  mkdir -p "$work/www" "$work/nginx"
  if nginx -V 2>&1 | grep -q http_dav_module; then
    dav='dav_methods PUT DELETE; create_full_put_path on; client_max_body_size 0;'
  fi
  cat >"$work/nginx/conf" <<CONF
worker_processes 2;
pid $work/nginx/pid;
error_log $work/nginx/log;
daemon off;
$([[ $(id -u) != 0 ]] || echo 'user root;')
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=20000;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  client_body_temp_path $work/nginx/body;
  proxy_temp_path $work/nginx/proxy;
  fastcgi_temp_path $work/nginx/fastcgi;
  uwsgi_temp_path $work/nginx/uwsgi;
  scgi_temp_path $work/nginx/scgi;
  server { listen 127.0.0.1:$port; root $work/www; $dav }
}
CONF
  nginx -e "$work/nginx/log" -c "$work/nginx/conf" >/dev/null 2>&1 &
  nginx_pid=$!
  local deadline=$((SECONDS + 5))
  until listens "$port"; do
    ((SECONDS < deadline)) || fail "nginx does not start: $(tail -n 2 "$work/nginx/log")"
    sleep 0.05
  done
}

# load OPTION...: the load generator, see its --help.
load() {
  java -Xmx256m -XX:+UseSerialGC -jar "$bench_jar" load "$@"
}

# csv_median FILE TARGET OPERATION COLUMN: the last median of that column, 4 is requests a second.
csv_median() {
  awk -F, -v t="$2" -v o="$3" -v c="$4" \
    '$1 == t && $2 == o && $3 == "median" { v = $c } END { print v == "" ? "-" : v }' "$1"
}

# csv_ratio FILE TARGET BASELINE OPERATION: the median of the ratios of throughput within the rounds.
csv_ratio() {
  awk -F, -v t="$2" -v b="$3" -v o="$4" '$2 == o && $3 != "median" { rate[$1, $3] = $4; rounds[$3] }
    END { for (r in rounds) if (rate[b, r] > 0) printf "%.2f\n", rate[t, r] / rate[b, r] }' "$1" |
    median | sed 's/^$/-/'
}

now() { date +%s.%N; }
seconds_between() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", b - a }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : "" }'; }

# What a process has had written to the disk so far, in bytes, less what was given up before it got there.
written_bytes() {
  awk '$1 == "write_bytes:" { w = $2 } $1 == "cancelled_write_bytes:" { c = $2 }
    END { printf "%.0f", w - c }' "/proc/$1/io"
}

# memory_mib PID VmRSS|VmHWM
memory_mib() { awk -v f="$2:" '$1 == f { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }

disk_bytes() { du -s -B1 "$@" 2>/dev/null | awk '{ s += $1 } END { printf "%.0f", s }'; }

machine() {
  printf 'machine: %s cores, %s, Linux %s, Java %s, load average before %s\n' "$(nproc)" \
    "$(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)" "$(uname -r)" \
    "$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.version = //p')" \
    "$(cut -d' ' -f1 /proc/loadavg)"
}
