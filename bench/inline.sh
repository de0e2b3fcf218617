#!/usr/bin/env bash
# Up to which size is a blob better kept in the index than as a file? For each size, two nodes side by side
# in the same rounds: one that keeps all of them in the index, one that makes a file of each.
#
# usage: bench/inline.sh [--sizes "4 8 16 32 64 128 256" in KiB] [--mib N=256] [--rounds N=3]
#                        [--connections N=16] [--other JAR] [--port PORT=27700] [--dir DIR]
#
# Each round of PUTs writes N MiB (at most 20,000 blobs), from the second on in place of those before. Then
# GETs of any of them. "written" is what the node had written to the disk for each byte of the PUTs, its
# work in the background included; "on disk" is what the data directory takes for each byte that is live,
# when that work is done. With --other, a third node runs that build (with its lib/ beside it) and keeps
# all blobs in the index, too. Starts what it needs on loopback, and removes it at the end.
set -euo pipefail

sizes='4 8 16 32 64 128 256'
mib=256
rounds=3
connections=16
other=
port=27700
dir=
while (($#)); do
  case $1 in
    --sizes) sizes=$2; shift 2 ;;
    --mib) mib=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --connections) connections=$2; shift 2 ;;
    --other) other=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
source "$(dirname "$0")/lib.sh"

begin "$dir"
machine
[[ -z $other || -f $other ]] || fail "there is no $other"
names=(index file)
[[ -z $other ]] || names+=(other)

# The nodes of one size, from their start to their end.
measure_size() {
  local kib=$1 keys=$(($1 < mib * 1024 / 20000 ? 20000 : mib * 1024 / $1)) i name csv=$work/csv-$1
  local -A pid=() before=()
  local targets=() user=$((keys * kib * 1024))
  for i in "${!names[@]}"; do
    name=${names[i]}
    local limit=1MiB node_jar=$jar
    [[ $name != file ]] || limit=0
    [[ $name != other ]] || node_jar=$other
    start_single "$name" $((port + i)) --small-blob-max "$limit"
    pid[$name]=$node_pid
    await_ready $((port + i)) "$node_pid" 60
    targets+=(--target "$name=http://127.0.0.1:$((port + i))")
  done
  measure() {
    load "${targets[@]}" --size "${kib}KiB" --connections "$connections" --rounds "$rounds" "$@" ||
      fail "requests failed at $kib KiB"
  }
  # The nodes' code gets warm on other keys, which are few.
  load "${targets[@]}" --mix put,get --size "${kib}KiB" --connections "$connections" --rounds 1 \
    --keys 20 --prefix warm/ --warm-up 4s --duration 100ms >/dev/null || fail "requests failed"
  for name in "${names[@]}"; do
    settle "${pid[$name]}"
    before[$name]=$(written_bytes "${pid[$name]}")
  done
  printf '\n%s KiB, %s blobs\n' "$kib" "$keys"
  measure --mix put --order each --keys "$keys" --count "$keys" --warm-up 0s --csv "$csv"
  for name in "${names[@]}"; do
    settle "${pid[$name]}"
    awk -v w="$(written_bytes "${pid[$name]}")" -v b="${before[$name]}" -v u="$((user * rounds))" \
      -v d="$(disk_bytes "$work/$name/data")" -v l="$user" \
      'BEGIN { printf "%.2f %.2f\n", (w - b) / u, d / l }' >"$work/space-$kib-$name"
  done
  measure --mix get --keys "$keys" --duration 3s --warm-up 2s --csv "$csv"
  for name in "${names[@]}"; do
    stop_node "${pid[$name]}"
    rm -rf -- "${work:?}/$name"
  done
}

# Until a node has written nothing for three seconds, or half a minute has passed.
settle() {
  local last=-1 now_written quiet=0 tries=0
  while ((quiet < 6 && tries++ < 60)); do
    now_written=$(written_bytes "$1")
    quiet=$((now_written == last ? quiet + 1 : 0))
    last=$now_written
    sleep 0.5
  done
}

for kib in $sizes; do
  measure_size "$kib"
done

printf '\nmedians of %s rounds, requests per second; bytes for each byte of user data\n' "$rounds"
printf '%-8s %-7s %9s %9s %9s %9s %9s %9s\n' KiB kept 'PUT/s' 'p99 ms' 'GET/s' 'p99 ms' written 'on disk'
for kib in $sizes; do
  for name in "${names[@]}"; do
    csv=$work/csv-$kib
    read -r written disk <"$work/space-$kib-$name"
    printf '%-8s %-7s %9.0f %9s %9.0f %9s %9s %9s\n' "$kib" "$name" \
      "$(csv_median "$csv" "$name" put 4)" "$(csv_median "$csv" "$name" put 7)" \
      "$(csv_median "$csv" "$name" get 4)" "$(csv_median "$csv" "$name" get 7)" "$written" "$disk"
  done
done
