#!/usr/bin/env bash
# Many small objects on one node: how fast they go in, what they take on disk and in memory, how long the
# node takes to start with them, and how fast all of them are read.
#
# usage: bench/million.sh [COUNT=1000000] [--size BYTES=200] [--connections N=64] [--restarts N=3]
#                         [--port PORT=27600] [--dir DIR]
#
# Restarts are timed from the start of the process to the first "ready", with a warm page cache: after a
# clean stop, and after SIGKILL right behind 20,000 writes. What this build of the node does not have (scrub,
# inspect, fsck) is left out. Starts what it needs on loopback, and removes it at the end.
set -euo pipefail

count=1000000
size=200
connections=64
restarts=3
port=27600
dir=
while (($#)); do
  case $1 in
    --size) size=$2; shift 2 ;;
    --connections) connections=$2; shift 2 ;;
    --restarts) restarts=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    [1-9]*) count=$1; shift ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
source "$(dirname "$0")/lib.sh"

begin "$dir"
machine
data=$work/node/data
target=(--target "node=http://127.0.0.1:$port" --size "$size" --connections "$connections")

# Sets took to the seconds from start to ready.
timed_start() {
  local started
  started=$(now)
  start_single node "$port"
  await_ready "$port" "$node_pid" 300
  took=$(seconds_between "$started" "$(now)")
}

row() { printf '%-44s %14s %s\n' "$1" "${2:--}" "${3:-}"; }
per() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.0f", a / b }'; }

timed_start
empty_start=$took
empty_rss=$(memory_mib "$node_pid" VmRSS)

load "${target[@]}" --mix put --order each --keys "$count" --count "$count" --prefix objects/ --rounds 1 \
  --warm-up 0s --csv "$work/put" || fail 'requests failed while loading'
wrote=$(written_bytes "$node_pid")
loaded_rss=$(memory_mib "$node_pid" VmRSS)
loaded_disk=$(disk_bytes "$data/index")
load "${target[@]}" --mix get --keys "$count" --prefix objects/ --rounds 3 --csv "$work/get" ||
  fail 'requests failed while reading'
loaded_peak=$(memory_mib "$node_pid" VmHWM)

clean=()
for ((i = 0; i < restarts; i++)); do
  stop_node "$node_pid"
  timed_start
  clean+=("$took")
done
clean_disk=$(disk_bytes "$data/index")
restart_rss=$(memory_mib "$node_pid" VmRSS)

# Sets scrubbed to the seconds of a whole pass without a limit to its rate, or to nothing when this build
# has no scrub.
timed_scrub() {
  local admin=http://127.0.0.1:$((port + 200))/-/scrub before started deadline=$((SECONDS + 3600))
  scrubbed=
  before=$(passes "$admin")
  [[ -n $before ]] || return 0
  started=$(now)
  curl -sS -f -o /dev/null -X POST "$admin" || return 0
  until (($(passes "$admin") > before)); do
    ((SECONDS < deadline)) || fail 'the scrub did not end within an hour'
    sleep 0.2
  done
  scrubbed=$(seconds_between "$started" "$(now)")
}

passes() { { curl -s -f "$1" || true; } | sed -n 's/.*"passes" *: *\([0-9]*\).*/\1/p'; }

# timed_tool ARGUMENT...: runs a tool of the node's jar on the stopped node. Sets took to the seconds, or to
# nothing when this build does not have it, and lines to the number of lines it printed.
timed_tool() {
  local started
  took=
  java -jar "$jar" "$@" --help 2>/dev/null | grep "henge-node $*" >/dev/null || return 0
  started=$(now)
  lines=$(java "@$home/node/jvm.options" -jar "$jar" "$@" --data "$data" 2>"$work/$1.log" | wc -l) ||
    fail "$1 failed: $(tail -n 2 "$work/$1.log")"
  took=$(seconds_between "$started" "$(now)")
}

killed=()
for ((i = 0; i < restarts; i++)); do
  load "${target[@]}" --mix put --keys "$count" --prefix objects/ --count 20000 --rounds 1 --warm-up 0s \
    >/dev/null || fail 'requests failed before a kill'
  stop_node "$node_pid" KILL
  timed_start
  killed+=("$took")
done

timed_scrub
stop_node "$node_pid"
timed_tool inspect keys
inspected=$took
inspected_lines=${lines:-0}
timed_tool fsck
checked=$took

rate() { [[ -z $1 ]] || awk -v n="$count" -v t="$1" 'BEGIN { printf "%.0f", n / t }'; }

printf '\n%s objects of %s bytes on one node\n' "$count" "$size"
row 'start, empty, to ready' "$empty_start" s
row 'resident memory after that' "$empty_rss" MiB
row "PUT, $connections connections" "$(csv_median "$work/put" node put 4)" /s
row 'written to the disk for each' "$(per "$wrote" "$count")" bytes
row 'resident memory after the load' "$loaded_rss" MiB
row 'index/ after the load, for each' "$(per "$loaded_disk" "$count")" bytes
row "GET of any, $connections connections" "$(csv_median "$work/get" node get 4)" /s
row 'most resident memory so far' "$loaded_peak" MiB
row 'start after a clean stop' "$(printf '%s\n' "${clean[@]}" | median)" "s (of ${clean[*]})"
row 'start after SIGKILL' "$(printf '%s\n' "${killed[@]}" | median)" "s (of ${killed[*]})"
row 'resident memory after a restart' "$restart_rss" MiB
row 'index/ after a restart, for each' "$(per "$clean_disk" "$count")" bytes
row 'scrub, one unthrottled pass' "$(rate "$scrubbed")" "/s ${scrubbed:+($scrubbed s)}"
row 'inspect keys, of the stopped node' "$(rate "$inspected")" \
  "/s ${inspected:+($inspected s, $inspected_lines lines)}"
row 'fsck, of the stopped node' "$(rate "$checked")" "/s ${checked:+($checked s)}"
