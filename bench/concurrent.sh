#!/usr/bin/env bash
# Large blobs, many at once: what they cost in memory, and how fast they are.
#
#   GET  one blob over 100 connections from node 1 of three, an owner, beside nginx and the same file
#   PUT  blobs over 16 connections through node 1, three copies of each
#
# usage: bench/concurrent.sh [--size SIZE=1GiB] [--downloads N=100] [--uploads N=16] [--rounds N=3]
#                            [--port BASE=27800] [--dir DIR]
#
# The memory is the most that was resident at once (VmHWM) in any of the three nodes. The uploads happen in
# one round, as they need three times their size on the disk. Starts what it needs on loopback, and removes
# it at the end.
set -euo pipefail

size=1GiB
downloads=100
uploads=16
rounds=3
port=27800
dir=
while (($#)); do
  case $1 in
    --size) size=$2; shift 2 ;;
    --downloads) downloads=$2; shift 2 ;;
    --uploads) uploads=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
source "$(dirname "$0")/lib.sh"

begin "$dir"
machine

bytes=$(numfmt --from=iec-i --suffix=B "$size" 2>/dev/null | tr -d B) || fail "not a size: $size"
needed=$(awk -v b="$bytes" -v u="$uploads" 'BEGIN { printf "%.0f", b * (u * 3 + 4) + 2 ^ 30 }')
free=$(df --output=avail -B1 "$work" | tail -n 1)
((free >= needed)) || fail "$((needed >> 30)) GiB are needed, $((free >> 30)) GiB are free: choose another --dir"

founders=127.0.0.1:$((port + 101)),127.0.0.1:$((port + 102)),127.0.0.1:$((port + 103))
nodes=()
for i in 1 2 3; do
  start_node "node-$i" $((port + i)) "$founders"
  nodes+=("$node_pid")
done
for i in 1 2 3; do
  await_ready $((port + i)) "${nodes[i - 1]}" 60
done
targets=(--target "henge=http://127.0.0.1:$((port + 1))")
baseline=()
if start_nginx $((port + 9)); then
  targets+=(--target "nginx=http://127.0.0.1:$((port + 9))")
  baseline=(--baseline nginx)
fi
common=(--size "$size" --timeout 30m --warm-up 0s)

# Forgets the peaks so far.
forget_peaks() {
  local pid
  for pid in "${nodes[@]}"; do
    echo 5 >"/proc/$pid/clear_refs"
  done
}

peak() {
  local pid
  for pid in "${nodes[@]}"; do
    memory_mib "$pid" VmHWM
    echo
  done | sort -n | tail -n 1
}

load "${targets[@]}" "${common[@]}" --mix put --order each --keys 1 --count 1 --rounds 1 \
  --prefix download/ >/dev/null || fail 'cannot store the blob to be read'
forget_peaks
load "${targets[@]}" ${baseline[@]+"${baseline[@]}"} "${common[@]}" --mix get --keys 1 \
  --prefix download/ --connections "$downloads" --count "$downloads" --rounds "$rounds" \
  --csv "$work/get" || fail 'requests failed: GET'
get_peak=$(peak)
forget_peaks
load "${targets[@]:0:2}" "${common[@]}" --mix put --order each --keys "$uploads" --prefix upload/ \
  --connections "$uploads" --count "$uploads" --rounds 1 --csv "$work/put" || fail 'requests failed: PUT'
put_peak=$(peak)

row() { printf '%-30s %10s %10s %8s %12s\n' "$@"; }
rate() { csv_median "$work/$1" "$2" "$1" 5 | sed 's/\..*//'; }

echo
row "blobs of $size" 'MB/s' nginx ratio 'memory MiB'
row "GET, $downloads at once" "$(rate get henge)" "$(rate get nginx)" \
  "$(csv_ratio "$work/get" henge nginx get)" "$get_peak"
row "PUT, $uploads at once, N=3" "$(rate put henge)" - - "$put_peak"
