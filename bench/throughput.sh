#!/usr/bin/env bash
# Throughput of one large blob, beside what the machine can do, both sides in the same rounds.
#
#   PUT  one blob with N=3 through node 1      beside  three synced `dd` copies at once
#   GET  the same blob from node 1, an owner   beside  `cat` of a file, and nginx if it is installed
#
# usage: bench/throughput.sh [--size MIB=1024] [--rounds N=5] [--port BASE=27400] [--dir DIR]
#
# Starts a cluster of its own on loopback with run-cluster.sh, and removes it at the end. Prints every
# round and the medians; machines are noisy, so compare the ratios.
set -euo pipefail

size_mib=1024
rounds=5
port=27400
dir=
while (($#)); do
  case $1 in
    --size) size_mib=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

home=$(cd "$(dirname "$0")/.." && pwd)
work=${dir:-$(mktemp -d "${TMPDIR:-/tmp}/henge-bench.XXXXXX")}
mkdir -p "$work"
nginx_pid=

clean_up() {
  [[ -z $nginx_pid ]] || kill "$nginx_pid" 2>/dev/null || true
  "$home/run-cluster.sh" clean --port "$port" --data "$work/data" >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap clean_up EXIT

now() { date +%s.%N; }
# MB/s of $1 MiB between the times $2 and $3
rate() { awk -v m="$1" -v a="$2" -v b="$3" 'BEGIN { printf "%.0f", m * 1.048576 / (b - a) }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

dd_three() {
  local begin end i pids=()
  begin=$(now)
  for i in 1 2 3; do
    dd if="$work/input" of="$work/dd-$i" bs=1M conv=fsync status=none &
    pids+=($!)
  done
  wait "${pids[@]}"
  end=$(now)
  rm -f "$work"/dd-?
  rate "$size_mib" "$begin" "$end"
}

put_one() {
  local begin end
  begin=$(now)
  curl -sS -f -o /dev/null -T "$work/input" "http://127.0.0.1:$((port + 1))/bench/$1"
  end=$(now)
  rate "$size_mib" "$begin" "$end"
}

get_url() {
  local begin end
  begin=$(now)
  curl -sS -f -o /dev/null "$1"
  end=$(now)
  rate "$size_mib" "$begin" "$end"
}

cat_one() {
  local begin end
  begin=$(now)
  cat "$work/input" >/dev/null
  end=$(now)
  rate "$size_mib" "$begin" "$end"
}

start_nginx() {
  command -v nginx >/dev/null || return 0
  cat >"$work/nginx.conf" <<CONF
worker_processes 2;
pid $work/nginx.pid;
error_log $work/nginx.log;
daemon off;
events { worker_connections 256; }
http {
  access_log off;
  sendfile on;
  server { listen 127.0.0.1:$((port + 99)); root $work; }
}
CONF
  chmod 755 "$work"
  nginx -e "$work/nginx.log" -c "$work/nginx.conf" &
  nginx_pid=$!
}

head -c "${size_mib}M" /dev/urandom >"$work/input"
chmod 644 "$work/input"
"$home/run-cluster.sh" start --nodes 3 --port "$port" --data "$work/data" >/dev/null
start_nginx

printf '%-6s %10s %10s %10s %10s %10s\n' round 'dd x3' PUT cat nginx GET
for ((round = 1; round <= rounds; round++)); do
  if ((round % 2)); then
    d=$(dd_three); p=$(put_one "$round")
  else
    p=$(put_one "$round"); d=$(dd_three)
  fi
  c=$(cat_one)
  n=-
  [[ -z $nginx_pid ]] || n=$(get_url "http://127.0.0.1:$((port + 99))/input")
  g=$(get_url "http://127.0.0.1:$((port + 1))/bench/$round")
  curl -sS -f -o /dev/null -X DELETE "http://127.0.0.1:$((port + 1))/bench/$round"
  printf '%-6s %10s %10s %10s %10s %10s\n' "$round" "$d" "$p" "$c" "$n" "$g" | tee -a "$work/rounds"
done
printf '%-6s' median
for column in 2 3 4 5 6; do
  printf ' %10s' "$(awk -v c=$column '{ print $c }' "$work/rounds" | median)"
done
printf '\n(MB/s of user data; higher is better)\n'
