#!/usr/bin/env bash
# Runs the chaos harness: real nodes, real faults, a report. See --help, and chaos-tests/README.md.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
readonly home
readonly node_jar="$home/node/target/henge-node.jar"
readonly chaos_jar="$home/chaos-tests/target/henge-chaos.jar"

# Whether something that goes into the jars is newer than they are.
is_stale() {
  [[ ! -f $node_jar || ! -f $chaos_jar ]] && return 0
  [[ -n $(find "$home"/{ring,contract,node,client,chaos-tests}/{src/main,pom.xml} "$home/pom.xml" \
    -newer "$chaos_jar" -type f -print -quit 2>/dev/null) ]]
}

if is_stale; then
  printf 'building ...\n' >&2
  (cd "$home" && mvn -q -B -ntp package -pl chaos-tests -am -DskipTests \
    -Dspotless.check.skip -Dcheckstyle.skip >&2)
fi

java=(java -Xmx512m -XX:+UseSerialGC
  "-Dhenge.node.jar=$node_jar" "-Dhenge.home=$home"
  -jar "$chaos_jar" "$@")

# Networks of their own take root. Who is not may be root among namespaces of its own.
if [[ $(id -u) != 0 ]] && unshare -Urnm --map-root-user true 2>/dev/null; then
  # shellcheck disable=SC2016
  exec unshare -Urnm --map-root-user sh -c 'mount -t tmpfs tmpfs /run && ip link set lo up; exec "$@"' \
    sh "${java[@]}"
fi
exec "${java[@]}"
