#!/usr/bin/env bash
# How long owners that differ take to become equal without a read, and what that moves: three nodes hold
# COUNT small blobs; one is stopped while some of the blobs are written again; the others are restarted, so
# that nothing is remembered; then it is started.
#
# usage: bench/repair.sh [COUNT=1000000] [--differ N=COUNT/1000] [--size BYTES=200] [--connections N=64]
#                        [--interval TIME=1m] [--port BASE=27900] [--dir DIR]
#
# The time is from the start of the stopped node until every partition of it was found equal to both other
# owners. Bytes that differ are N times SIZE; bytes moved are what the nodes counted of bodies, and what they
# sent and received over the loopback interface beside that. Starts what it needs on loopback, and removes
# it at the end.
set -euo pipefail

count=1000000
differ=
size=200
connections=64
interval=1m
port=27900
dir=
while (($#)); do
  case $1 in
    --differ) differ=$2; shift 2 ;;
    --size) size=$2; shift 2 ;;
    --connections) connections=$2; shift 2 ;;
    --interval) interval=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    [1-9]*) count=$1; shift ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
differ=${differ:-$((count / 1000))}
source "$(dirname "$0")/lib.sh"

begin "$dir"
machine

founders=127.0.0.1:$((port + 101)),127.0.0.1:$((port + 102)),127.0.0.1:$((port + 103))
nodes=()
start() {
  start_node "node-$1" $((port + $1)) "$founders" --no-hazelcast --anti-entropy-interval "$interval" \
    --event-loops 1
  nodes[$1]=$node_pid
}
for i in 1 2 3; do start "$i"; done
for i in 1 2 3; do await_ready $((port + i)) "${nodes[i]}" 60; done

# metric NODE NAME: its value, as a whole number.
metric() {
  curl -s -f "http://127.0.0.1:$((port + 200 + $1))/-/metrics" |
    awk -v n="$2" '$1 == n { printf "%.0f", $2 }'
}
equal() { metric "$1" 'henge_anti_entropy_partitions{result="equal"}'; }
sum() {
  local i total=0
  for i in 1 2 3; do total=$((total + $(metric "$i" "$1"))); done
  echo "$total"
}
loopback_bytes() { awk '$1 == "lo:" { print $2 }' /proc/net/dev; }

put() {
  load --target "henge=http://127.0.0.1:$((port + 1))" --mix put --order each --prefix objects/ \
    --size "$size" --connections "$connections" --rounds 1 --warm-up 0s "$@" >/dev/null ||
    fail 'requests failed while loading'
}

put --keys "$count" --count "$count"
stop_node "${nodes[3]}" KILL
put --keys "$differ" --count "$differ"
for i in 1 2; do stop_node "${nodes[i]}" KILL; done
for i in 1 2; do start "$i"; done
for i in 1 2; do await_ready $((port + i)) "${nodes[i]}" 300; done

partitions=1024
lo=$(loopback_bytes)
started=$(now)
start 3
await_ready $((port + 3)) "${nodes[3]}" 300
deadline=$((SECONDS + 7200))
until (($(sum henge_anti_entropy_keys_total) >= differ)); do
  ((SECONDS < deadline)) || fail 'the differences were not found within two hours'
  sleep 0.5
done
mended=$(seconds_between "$started" "$(now)")
until (($(equal 3) == partitions)); do
  ((SECONDS < deadline)) || fail 'the nodes did not become equal within two hours'
  sleep 0.5
done
took=$(seconds_between "$started" "$(now)")
moved=$(sum henge_anti_entropy_moved_bytes_total)
wire=$(($(loopback_bytes) - lo))

row() { printf '%-44s %14s %s\n' "$1" "${2:--}" "${3:-}"; }
printf '\n%s blobs of %s bytes on three nodes, %s of them differ\n' "$count" "$size" "$differ"
row 'until all differences were mended' "$mended" s
row 'until every partition was found equal' "$took" s
row 'keys that were mended' "$(sum henge_anti_entropy_keys_total)"
row 'bytes of bodies that differ' "$((differ * size))"
row 'bytes of bodies moved' "$moved"
row 'bytes over loopback meanwhile' "$wire" '(all that the machine did)'
