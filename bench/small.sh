#!/usr/bin/env bash
# Requests for small blobs: 1 KiB and 1 MiB, PUT and GET, over 16 connections, in the same rounds at
#
#   n1      a cluster of one node
#   n3      a cluster of three nodes (N=3, W=2, R=2); the connections go to all three
#   nginx   the same files by sendfile; its PUT syncs nothing. Left out when it is not installed
#
# usage: bench/small.sh [--rounds N=5] [--seconds N=5] [--warm-up SECONDS=8] [--connections N=16]
#                       [--port BASE=27500] [--dir DIR]
#
# A node's JVM needs some ten thousand requests of a kind until it is warm: 8 s are enough for that only
# where nothing else runs. PUTs of 1 KiB are of new keys, the others replace. Then GETs at half the rate
# that n3 reached, due at times of their own (open loop): these latencies are those that a user would see.
# Starts what it needs on loopback, and removes it at the end. Load generator and servers share the
# machine's cores.
set -euo pipefail

rounds=5
seconds=5
warm_up=8
connections=16
port=27500
dir=
while (($#)); do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    --warm-up) warm_up=$2; shift 2 ;;
    --connections) connections=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    *) sed -n '2,17s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
source "$(dirname "$0")/lib.sh"

begin "$dir"
machine

start_single n1 "$port"
single=$node_pid
await_ready "$port" "$single" 60
targets=(--target "n1=http://127.0.0.1:$port")

founders=127.0.0.1:$((port + 101)),127.0.0.1:$((port + 102)),127.0.0.1:$((port + 103))
three=()
for i in 1 2 3; do
  # They share the cores: one event loop each, as operations.md says.
  start_node "n3-$i" $((port + i)) "$founders" --event-loops 1
  three+=("$node_pid")
done
urls=
for i in 1 2 3; do
  await_ready $((port + i)) "${three[i - 1]}" 60
  urls+=${urls:+,}http://127.0.0.1:$((port + i))
done
targets+=(--target "n3=$urls")

baseline=()
if start_nginx $((port + 9)); then
  targets+=(--target "nginx=http://127.0.0.1:$((port + 9))")
  baseline=(--baseline nginx)
else
  printf 'nginx is not installed: nothing to compare with\n'
fi

measure() {
  local title=$1 csv=$2
  shift 2
  printf '\n%s\n' "$title"
  load "${targets[@]}" ${baseline[@]+"${baseline[@]}"} --connections "$connections" \
    --rounds "$rounds" --duration "${seconds}s" --warm-up "${warm_up}s" --csv "$work/$csv" "$@" ||
    fail "requests failed: $title"
}

fill() {
  load "${targets[@]}" --mix put --order each --count "$2" --keys "$2" --size "$1" \
    --prefix "files/$1/" --connections "$connections" --rounds 1 --warm-up 0s >/dev/null ||
    fail "cannot store the files to be read"
}

measure 'PUT 1 KiB, new keys' put-1KiB --mix put --size 1KiB --prefix new/ --keys 1000000000
fill 1KiB 10000
measure 'GET 1 KiB' get-1KiB --mix get --size 1KiB --prefix files/1KiB/ --keys 10000

fill 1MiB 300
measure 'PUT 1 MiB, replacing' put-1MiB --mix put --size 1MiB --prefix files/1MiB/ --keys 300
measure 'GET 1 MiB' get-1MiB --mix get --size 1MiB --prefix files/1MiB/ --keys 300

half=$(awk -v r="$(csv_median "$work/get-1KiB" n3 get 4)" 'BEGIN { printf "%.0f", r / 2 }')
targets=(--target "n3=$urls")
baseline=()
measure "GET 1 KiB, open loop, $half/s" open-1KiB --rate "$half" --mix get --size 1KiB \
  --prefix files/1KiB/ --keys 10000

printf '\nmedians of %s rounds, requests per second; p50 and p99 in ms, closed loop\n' "$rounds"
printf '%-10s %9s %9s %9s %9s %9s   %s\n' '' n1 n3 nginx n1/nginx n3/nginx 'p50 and p99 of n1, of n3'
for file in put-1KiB get-1KiB put-1MiB get-1MiB; do
  op=${file%%-*}
  value() { csv_median "$work/$file" "$1" "$op" "$2"; }
  printf '%-10s %9.0f %9.0f %9s %9s %9s   %s\n' "$file" "$(value n1 4)" "$(value n3 4)" \
    "$(value nginx 4 | sed 's/\..*//')" "$(csv_ratio "$work/$file" n1 nginx "$op")" \
    "$(csv_ratio "$work/$file" n3 nginx "$op")" \
    "$(value n1 6) $(value n1 7)   $(value n3 6) $(value n3 7)"
done
awk -v h="$half" -v p="$(csv_median "$work/open-1KiB" n3 get 6)" \
  -v q="$(csv_median "$work/open-1KiB" n3 get 7)" -v m="$(csv_median "$work/open-1KiB" n3 get 8)" \
  'BEGIN { printf "GET 1 KiB at %d/s (open loop) of n3: p50 %s ms, p99 %s ms, max %s ms, p99/p50 %.1f\n",
    h, p, q, m, q / p }'
printf 'most resident memory: n1 %s MiB, n3 %s MiB\n' "$(memory_mib "$single" VmHWM)" \
  "$(for pid in "${three[@]}"; do memory_mib "$pid" VmHWM; echo; done | sort -n | tail -n 1)"
