#!/usr/bin/env bash
# What clients feel of a node that is being filled: p99 of small reads and writes at three nodes, while the
# third is filled and while it is whole, in alternating rounds.
#
# usage: bench/filling.sh [COUNT=100000] [--rounds N=3] [--seconds N=8] [--rate N=600] [--size BYTES=1000]
#                         [--fill-rate BYTES] [--port BASE=27700] [--dir DIR]
#
# COUNT blobs of SIZE bytes are written first. For each round the third node is stopped, its index removed,
# and it is started again; then requests come at RATE a second, due at times of their own (open loop), half
# of them reads, at the two others, until SECONDS are over: that is "filling", and the round says how much was
# left to be filled at its end. When the node is filled it is stopped and started once more, with its index,
# and the same is done: "whole". So the third node's program is equally cold in both. The first round is a
# warm-up and is not counted. --fill-rate is the node's --repair-rate.
# Starts what it needs on loopback, and removes it at the end. Load and nodes share the machine's cores.
set -euo pipefail

count=100000
rounds=3
seconds=8
rate=600
size=1000
fill_rate=
port=27700
dir=
while (($#)); do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    --rate) rate=$2; shift 2 ;;
    --size) size=$2; shift 2 ;;
    --fill-rate) fill_rate=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    [1-9]*) count=$1; shift ;;
    *) sed -n '2,15s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
source "$(dirname "$0")/lib.sh"

begin "$dir"
machine

founders=127.0.0.1:$((port + 101)),127.0.0.1:$((port + 102)),127.0.0.1:$((port + 103))
options=(--no-hazelcast --event-loops 1 --anti-entropy-interval off)
[[ -z $fill_rate ]] || options+=(--repair-rate "$fill_rate")
start() {
  start_node "node-$1" $((port + $1)) "$founders" "${options[@]}"
  nodes[$1]=$node_pid
}
start_third() {
  start 3
  await_ready $((port + 3)) "${nodes[3]}" 60
}
nodes=()
for i in 1 2 3; do start "$i"; done
for i in 1 2 3; do await_ready $((port + i)) "${nodes[i]}" 60; done
urls=http://127.0.0.1:$((port + 1)),http://127.0.0.1:$((port + 2))

# left: how many partitions of the third node are not filled.
left() {
  curl -s -f "http://127.0.0.1:$((port + 203))/-/metrics" |
    awk '$1 == "henge_filling_left" { printf "%d", $2 }'
}

# measure STATE ROUND: the warm-up round goes to a file of its own.
measure() {
  local csv=$work/$1
  (($2 > 0)) || csv=$work/warm-up
  load --target "n3=$urls" --mix put=1,get=1 --size "$size" --keys "$count" --prefix objects/ \
    --rate "$rate" --rounds 1 --warm-up 0s --duration "${seconds}s" --csv "$csv" >/dev/null ||
    fail "requests failed while the node was $1"
}

load --target "n3=$urls" --mix put --order each --count "$count" --keys "$count" --size "$size" \
  --prefix objects/ --connections 64 --rounds 1 --warm-up 0s >/dev/null || fail 'requests failed while loading'

for ((round = 0; round <= rounds; round++)); do
  stop_node "${nodes[3]}" KILL
  rm -rf "$work/node-3/data/index"
  start_third
  began=$(now)
  measure filling "$round"
  printf 'round %s: %s of 1024 partitions were left to be filled at its end' "$round" "$(left)"
  deadline=$((SECONDS + 1800))
  until (($(left) == 0)); do
    ((SECONDS < deadline)) || fail 'the node was not filled within half an hour'
    sleep 0.2
  done
  printf ', none after %s s\n' "$(seconds_between "$began" "$(now)")"
  stop_node "${nodes[3]}" KILL
  start_third
  measure whole "$round"
done

# over_rounds STATE OPERATION COLUMN: the median; each round is a run of the load generator.
over_rounds() {
  awk -F, -v o="$2" -v c="$3" '$2 == o && $3 == "median" { print $c }' "$work/$1" | median
}

printf '\n%s blobs of %s bytes, %s requests a second, medians of %s rounds, ms\n' "$count" "$size" "$rate" "$rounds"
printf '%-6s %14s %14s %14s %14s\n' '' 'whole p50' 'p99' 'filling p50' 'p99'
for op in get put; do
  printf '%-6s %14s %14s %14s %14s\n' "$op" \
    "$(over_rounds whole $op 6)" "$(over_rounds whole $op 7)" \
    "$(over_rounds filling $op 6)" "$(over_rounds filling $op 7)"
done
