#!/usr/bin/env bash
# Runs a Henge cluster on this machine's loopback interface. See usage() or --help.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
readonly home
readonly jar="$home/node/target/henge-node.jar"
readonly lib="$home/node/target/lib"
readonly jvm_options="$home/node/jvm.options"
readonly host=127.0.0.1
readonly nodes_max=99
readonly ready_seconds=60
readonly stop_seconds=30

usage() {
  cat <<'TEXT'
Runs a Henge cluster on this machine's loopback interface.

Usage: run-cluster.sh [COMMAND] [--nodes N] [--port PORT] [--data DIR]

Commands:
  start        (the default) builds what is missing, starts all nodes that do not run, waits until
               they are ready, and shows how to use them. The nodes outlive this script.
  start I      starts node I alone
  status       shows what runs
  stop         stops all nodes once their running requests are done (SIGTERM)
  kill I       kills node I at once (SIGKILL)
  pause I      freezes node I (SIGSTOP)
  resume I     lets a frozen node I go on (SIGCONT)
  add          starts one more node on an empty directory, lets it join, and waits until it has its
               share of the data
  leave I      lets the others take over all that node I holds, waits until they have, and stops it.
               Its directory stays until clean; it cannot come back.
  replace I    starts a dead node I anew, on an empty directory, and has another node give it the
               seat of the old one, as after the loss of a disk. What only the old directory held is
               given up; it is kept as data-old, until the next time or clean.
  logs I       shows the log of node I and follows it until Ctrl-C
  clean        stops all nodes and deletes the data directory

Options:
  --nodes N    how many nodes, 1 to 99 [3]
  --port PORT  node I listens on PORT+I for clients, PORT+100+I for peers, PORT+200+I for operations,
               PORT+300+I and PORT+400+I for the liveness layer [7400]
  --data DIR   where everything is kept: the secret, and a directory for each node with its data, its
               log and its process id [./data]. The directory remembers N and PORT, so that later
               commands need --data alone. N grows with every node that is added.
  --help       this text

Exit codes: 0 done, 1 not done for the reason given, 2 bad usage.
TEXT
}

fail() {
  printf 'run-cluster.sh: %s\n' "$1" >&2
  exit "${2:-1}"
}

bad_usage() {
  fail "$1 (see --help)" 2
}

# --- What is asked for -------------------------------------------------------------------------

command=''
index=''
nodes=''
founders=''
port=''
data=./data

is_number() {
  [[ $1 =~ ^[1-9][0-9]{0,4}$ ]]
}

parse() {
  while (($# > 0)); do
    case $1 in
      --help | -h)
        usage
        exit 0
        ;;
      --nodes | --port | --data)
        (($# > 1)) || bad_usage "$1 needs a value"
        case $1 in
          --nodes) nodes=$2 ;;
          --port) port=$2 ;;
          --data) data=$2 ;;
        esac
        shift
        ;;
      --nodes=*) nodes=${1#*=} ;;
      --port=*) port=${1#*=} ;;
      --data=*) data=${1#*=} ;;
      -*) bad_usage "unknown option $1" ;;
      *)
        if [[ -z $command ]]; then
          command=$1
        elif [[ -z $index ]]; then
          index=$1
        else
          bad_usage "unexpected '$1'"
        fi
        ;;
    esac
    shift
  done
  command=${command:-start}
  [[ -n $data ]] || bad_usage '--data needs a directory'
  [[ -z $nodes ]] || { is_number "$nodes" && ((nodes <= nodes_max)); } ||
    bad_usage "--nodes must be 1 to $nodes_max, not '$nodes'"
  [[ -z $port ]] || { is_number "$port" && ((port >= 1024 && port <= 65000)); } ||
    bad_usage "--port must be 1024 to 65000, not '$port'"
}

require_index() {
  [[ -n $index ]] || bad_usage "$command needs the number of a node"
  if ! is_number "$index" || ((index > nodes)); then
    bad_usage "there are nodes 1 to $nodes, no node '$index'"
  fi
}

require_member() {
  require_index
  if has_left "$index"; then
    fail "node $index has left the cluster for good"
  fi
}

no_index() {
  [[ -z $index ]] || bad_usage "unexpected '$index'"
}

# --- What is remembered ------------------------------------------------------------------------

# Sets nodes, founders and port from DIR/cluster; an option that says otherwise is a mistake.
recall() {
  local asked_nodes=$nodes asked_port=$port name value
  data=$(cd "$data" && pwd -P)
  while IFS='=' read -r name value; do
    case $name in
      nodes) nodes=$value ;;
      founders) founders=$value ;;
      port) port=$value ;;
    esac
  done <"$data/cluster"
  # A directory from before nodes could be added says nothing of founders.
  founders=${founders:-$nodes}
  if ! is_number "$nodes" || ! is_number "$founders" || ! is_number "$port"; then
    fail "$data/cluster is damaged"
  fi
  [[ -z $asked_nodes || $asked_nodes == "$nodes" ]] ||
    fail "the cluster in $data has $nodes nodes, not $asked_nodes: use another --data, or clean"
  [[ -z $asked_port || $asked_port == "$port" ]] ||
    fail "the cluster in $data has --port $port, not $asked_port: use another --data, or clean"
}

require_cluster() {
  [[ -f $data/cluster ]] || fail "there is no cluster in $data"
  recall
}

plan_cluster() {
  nodes=${nodes:-3}
  founders=$nodes
  port=${port:-7400}
  if [[ -e $data ]]; then
    [[ -d $data ]] || fail "$data is not a directory"
    [[ -z $(ls -A "$data") ]] || fail "$data is not empty and holds no Henge cluster"
  fi
  require_free_ports
}

found_cluster() {
  mkdir -p "$data" || fail "cannot make the directory $data"
  data=$(cd "$data" && pwd -P)
  (
    umask 077
    head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$data/secret"
  )
  # Written last: a directory with this file is complete.
  remember
}

remember() {
  printf 'nodes=%s\nfounders=%s\nport=%s\n' "$nodes" "$founders" "$port" >"$data/cluster.new"
  mv "$data/cluster.new" "$data/cluster"
}

# --- What runs ---------------------------------------------------------------------------------

node_dir() {
  printf '%s/node-%s' "$data" "$1"
}

# Whether node $1 was a member, and left.
has_left() {
  [[ -e $(node_dir "$1")/left ]]
}

# Prints the numbers of all nodes that have not left.
members() {
  local i
  for ((i = 1; i <= nodes; i++)); do
    has_left "$i" || printf '%s\n' "$i"
  done
}

# Whether a process is a node of ours with that data directory: a process id may have been reused.
is_node() {
  local pid=$1 node_data=$2
  kill -0 "$pid" 2>/dev/null || return 1
  if [[ -r /proc/$pid/cmdline ]]; then
    local arguments
    arguments=$(tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null) || return 1
    grep -Fxq -- "$jar" <<<"$arguments" && grep -Fxq -- "$node_data" <<<"$arguments"
  else
    [[ $(ps -ww -o command= -p "$pid" 2>/dev/null) == *"$jar"*"$node_data "* ]]
  fi
}

# Prints the process id of node $1, or fails when it does not run.
pid_of() {
  local dir pid
  dir=$(node_dir "$1")
  [[ -f $dir/pid ]] || return 1
  read -r pid <"$dir/pid" || return 1
  is_number_of_process "$pid" && is_node "$pid" "$dir/data" || return 1
  printf '%s' "$pid"
}

is_number_of_process() {
  [[ $1 =~ ^[1-9][0-9]*$ ]]
}

is_paused() {
  [[ $(ps -o state= -p "$1" 2>/dev/null) == T* ]]
}

listens() {
  (exec 3<>"/dev/tcp/$host/$1") 2>/dev/null
}

# Whether node $1 says that it serves. A frozen node accepts a connection and then says nothing.
is_ready() {
  local client=$((port + $1)) line
  line=$(
    exec 2>/dev/null
    exec 3<>"/dev/tcp/$host/$client" || exit 1
    printf 'GET /-/health/ready HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n' \
      "$host" "$client" >&3
    read -r -t 2 line <&3 && printf '%s' "$line"
  ) || return 1
  [[ $line == 'HTTP/1.1 200 '* ]]
}

require_free_ports() {
  local i offset busy=()
  ((port + 400 + nodes <= 65535)) || fail "--port $port is too high for $nodes nodes"
  for ((i = 1; i <= nodes; i++)); do
    for offset in 0 100 200 300 400; do
      if listens $((port + offset + i)); then
        busy+=($((port + offset + i)))
      fi
    done
  done
  ((${#busy[@]} == 0)) || fail "in use on $host: port ${busy[*]}; choose another --port"
}

require_free_ports_of() {
  local offset tries
  for offset in 0 100 200 300 400; do
    # A process that was killed a moment ago may not have given back all of them yet.
    for ((tries = 0; tries < 50; tries++)); do
      listens $((port + offset + $1)) || break
      sleep 0.1
    done
    if listens $((port + offset + $1)); then
      fail "node $1 cannot start: port $((port + offset + $1)) of $host is in use"
    fi
  done
}

# --- Building ----------------------------------------------------------------------------------

java_command() {
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    printf '%s' "$JAVA_HOME/bin/java"
  else
    command -v java || fail 'no java found: install a JDK of version 17 or newer, or set JAVA_HOME'
  fi
}

require_java() {
  local version
  version=$("$java" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java\.specification\.version = //p')
  if ! [[ $version =~ ^[0-9]+$ ]] || ((version < 17)); then
    fail "$java is version ${version:-unknown}: Henge needs 17 or newer"
  fi
}

is_built() {
  [[ -f $jar && -d $lib ]] || return 1
  [[ -z $(find "$home/pom.xml" "$home/ring/pom.xml" "$home/node/pom.xml" \
    "$home/ring/src/main" "$home/node/src/main" -newer "$jar" -print -quit) ]]
}

build() {
  if is_built; then
    return 0
  fi
  local maven
  maven=$(command -v mvn) || fail 'mvn is needed to build the node: install Maven 3.8 or newer'
  printf 'Building the node ...\n'
  (cd "$home" && "$maven" -q -B -pl node -am -DskipTests -Dspotless.check.skip -Dcheckstyle.skip \
    package) || fail 'the build failed'
  [[ -f $jar && -d $lib ]] || fail "the build made no $jar"
  # Maven leaves a jar alone whose content stays the same.
  touch "$jar"
}

# --- Starting ----------------------------------------------------------------------------------

# Prints the addresses at offset $1 of the nodes that follow.
addresses() {
  local i offset=$1 list=()
  shift
  for i in "$@"; do
    list+=("$host:$((port + offset + i))")
  done
  local IFS=,
  printf '%s' "${list[*]}"
}

launch() {
  local i=$1 dir detach=() found=()
  dir=$(node_dir "$i")
  # Who was added later finds a cluster that exists, and waits to be let in.
  if ((i <= founders)); then
    found=(--found "$(addresses 100 $(seq 1 "$founders"))")
  fi
  mkdir -p "$dir"
  # In a session of its own, a node does not get the Ctrl-C that is meant for the terminal.
  if command -v setsid >/dev/null; then
    detach=(setsid)
  fi
  (
    # What is exported here for other purposes must not change the nodes.
    local variable
    for variable in ${!HENGE_@}; do
      [[ $variable == *LOG_LEVEL ]] || unset "$variable"
    done
    export MALLOC_ARENA_MAX=2
    exec nohup ${detach[@]+"${detach[@]}"} "$java" "@$jvm_options" -jar "$jar" \
      --data "$dir/data" --secret-file "$data/secret" --host "$host" \
      --client-port $((port + i)) --peer-port $((port + 100 + i)) \
      --admin-port $((port + 200 + i)) --hazelcast-port $((port + 300 + i)) \
      --event-bus-port $((port + 400 + i)) --hazelcast-members "$(addresses 300 $(members))" \
      ${found[@]+"${found[@]}"} \
      </dev/null >>"$dir/log" 2>&1
  ) &
  printf '%s\n' "$!" >"$dir/pid"
}

# Waits for the given nodes; fails when one ends or takes too long, and shows what it said last.
await_ready() {
  local i waiting=("$@") left deadline=$((SECONDS + ready_seconds))
  while ((${#waiting[@]} > 0)); do
    left=()
    for i in "${waiting[@]}"; do
      if is_ready "$i"; then
        continue
      fi
      if ! pid_of "$i" >/dev/null && ! is_launching "$i"; then
        show_end_of_log "$i"
        printf 'run-cluster.sh: node %s ended before it was ready\n' "$i" >&2
        return 1
      fi
      left+=("$i")
    done
    if ((${#left[@]} > 0 && SECONDS >= deadline)); then
      for i in "${left[@]}"; do
        show_end_of_log "$i"
      done
      printf 'run-cluster.sh: not ready after %s s: node %s\n' "$ready_seconds" "${left[*]}" >&2
      return 1
    fi
    waiting=(${left[@]+"${left[@]}"})
    ((${#waiting[@]} == 0)) || sleep 0.2
  done
}

# Between fork and exec a process does not look like a node yet.
is_launching() {
  local pid
  read -r pid <"$(node_dir "$1")/pid" && jobs -rp | grep -Fxq -- "$pid"
}

show_end_of_log() {
  local log
  log=$(node_dir "$1")/log
  if [[ -s $log ]]; then
    printf -- '--- the end of %s\n' "$log" >&2
    tail -n 8 "$log" >&2
  fi
}

start_all() {
  local i pid started=()
  if [[ -f $data/cluster ]]; then
    recall
  else
    plan_cluster
  fi
  for i in $(members); do
    if pid=$(pid_of "$i"); then
      printf 'Node %s runs already (pid %s).\n' "$i" "$pid"
    else
      started+=("$i")
    fi
  done
  if ((${#started[@]} > 0)); then
    prepare "${started[@]}"
    [[ -f $data/cluster ]] || found_cluster
    printf 'Starting node %s ...\n' "${started[*]}"
    for i in "${started[@]}"; do
      launch "$i"
    done
    if ! await_ready "${started[@]}"; then
      stop_nodes "${started[@]}" || true
      fail 'the cluster did not start'
    fi
  fi
  show_use
}

start_one() {
  local pid
  require_member
  if pid=$(pid_of "$index"); then
    printf 'Node %s runs already (pid %s).\n' "$index" "$pid"
    return 0
  fi
  prepare "$index"
  launch "$index"
  await_ready "$index" || fail "node $index is not ready; its log is $(node_dir "$index")/log"
  printf 'Node %s is ready (pid %s).\n' "$index" "$(pid_of "$index")"
}

# Wipes nothing that runs: whose node still answers is not lost.
replace_one() {
  local pid dir member seat answer
  require_member
  if pid=$(pid_of "$index"); then
    fail "node $index runs (pid $pid): kill it first"
  fi
  member=$(other_ready_node) || fail "no other node is ready: the seat is given by a vote"
  seat=$(seat_of "$member" "$index") || fail "node $index is no member: it has no seat to give"
  prepare "$index"
  dir=$(node_dir "$index")
  # A directory without a chain never was a member's: the last attempt left it, and it may be taken.
  if [[ -e $dir/data/chain.json ]]; then
    rm -rf -- "$dir/data-old"
    mv -- "$dir/data" "$dir/data-old"
  fi
  launch "$index"
  printf 'Node %s starts on an empty directory; node %s gives it its seat ...\n' "$index" "$member"
  ask "$member" "/-/ring/replace?seat=$seat&$(peer_parameter)&accept-loss=true" ||
    fail "node $member did not give the seat: ${answer:-it did not answer}"
  await_ready "$index" || fail "node $index is not ready; its log is $dir/log"
  printf 'Node %s is a member again (pid %s), and unfilled.\n' "$index" "$(pid_of "$index")"
}

other_ready_node() {
  local i
  for ((i = 1; i <= nodes; i++)); do
    if ((i != index)) && is_ready "$i"; then
      printf '%s' "$i"
      return 0
    fi
  done
  return 1
}

# Starts one more node, or goes on with the last one that was never let in.
add_one() {
  local member answer
  index=$((nodes + 1))
  member=$(other_ready_node) || fail "no node is ready: who joins is decided by a vote"
  # A directory without a chain was never let in.
  if ((nodes > founders)) && [[ ! -e $(node_dir "$nodes")/data/chain.json ]]; then
    index=$nodes
  fi
  ((index <= nodes_max)) || fail "there are $nodes nodes already"
  if ! pid_of "$index" >/dev/null; then
    prepare "$index"
    nodes=$index
    remember
    launch "$index"
  fi
  printf 'Node %s starts on an empty directory; node %s lets it join ...\n' "$index" "$member"
  if ! ask "$member" "/-/ring/join?$(peer_parameter)" &&
    ! seat_of "$member" "$index" >/dev/null; then
    fail "node $member did not let it join: ${answer:-it did not answer}"
  fi
  await_change "$member"
  if ! seat_of "$member" "$index" >/dev/null; then
    # Its directory belongs to the cluster, and is no member's.
    part
    fail "the change was taken back: node $index is no member, and is stopped"
  fi
  await_ready "$index" || fail "node $index is not ready; its log is $(node_dir "$index")/log"
  printf 'Node %s is a member (pid %s): clients at %s.\n' "$index" "$(pid_of "$index")" \
    "$host:$((port + index))"
}

leave_one() {
  local member seat answer
  require_member
  pid_of "$index" >/dev/null || fail "node $index does not run: start it, or replace it"
  member=$(other_ready_node) || fail "no other node is ready: who leaves is decided by a vote"
  seat=$(seat_of "$member" "$index") || fail "node $index is no member"
  printf 'Node %s leaves; the others take over what it holds ...\n' "$index"
  ask "$member" "/-/ring/leave?seat=$seat" ||
    fail "node $member did not let it leave: ${answer:-it did not answer}"
  await_change "$member"
  if seat_of "$member" "$index" >/dev/null; then
    fail "the change was taken back: node $index is still a member"
  fi
  part
  printf 'Node %s has left, and is stopped.\n' "$index"
}

# Stops node $index for good.
part() {
  : >"$(node_dir "$index")/left"
  stop_nodes "$index" || fail "node $index does not stop; end it with: run-cluster.sh kill $index"
}

# Waits until node $1 says that no change of the ring is under way, and shows how far it is.
await_change() {
  local progress line shown='' deadline=$((SECONDS + ready_seconds))
  while ((SECONDS < deadline)); do
    if progress=$(request GET $((port + 200 + $1)) /-/ring/progress) &&
      [[ $progress == 'HTTP/1.1 200 '* ]]; then
      deadline=$((SECONDS + ready_seconds))
      [[ $progress != *'"done":true'* ]] || return 0
      line=$(describe "$progress")
      [[ $line == "$shown" ]] || printf '  %s\n' "$line"
      shown=$line
    fi
    sleep 0.5
  done
  fail "node $1 does not say how far the change is; it goes on by itself"
}

# Says of a document about a change which phase it is in, and how much is filled.
describe() {
  local document=$1 phase partitions filled
  phase=$(sed -n 's/.*"phase":"\([a-z]*\)".*/\1/p' <<<"$document")
  partitions=$(sum_of partitions "$document")
  filled=$(sum_of filled "$document")
  printf 'phase %s: %s of %s partitions are filled' "$phase" "$filled" "$partitions"
}

sum_of() {
  local number sum=0
  for number in $({ grep -o "\"$1\":[0-9]*" || true; } <<<"$2" | cut -d: -f2); do
    sum=$((sum + number))
  done
  printf '%s' "$sum"
}

other_ready_node() {
  local i
  for i in $(members); do
    if ((i != index)) && is_ready "$i"; then
      printf '%s' "$i"
      return 0
    fi
  done
  return 1
}

peer_parameter() {
  printf 'peer=%s' "$host:$((port + 100 + index))"
}

# Prints the seat that node $2 has by what node $1 knows, or fails when it has none.
seat_of() {
  local ring members seat
  ring=$(request GET $((port + 200 + $1)) /-/ring) || return 1
  # Of two layouts the newest comes last.
  members=$(sed -n 's/.*"members":\(\[{[^]]*}\]\).*/\1/p' <<<"$ring")
  seat=$(tr '{' '\n' <<<"$members" |
    sed -n "s/^\"seat\":\([0-9]*\),.*\"peer\":\"$host:$((port + 100 + $2))\".*/\1/p")
  [[ -n $seat ]] && printf '%s' "$seat"
}

# Posts $2 at the admin port of node $1, again while whoever is concerned is still starting; sets
# answer.
ask() {
  local deadline=$((SECONDS + ready_seconds)) status
  while ((SECONDS < deadline)); do
    answer=$(request POST $((port + 200 + $1)) "$2") || answer=''
    status=${answer%%$'\n'*}
    answer=${answer##*$'\n'}
    case $status in
      'HTTP/1.1 200 '*) return 0 ;;
      'HTTP/1.1 4'*) return 1 ;;
    esac
    sleep 0.5
  done
  return 1
}

# Prints the answer to a request of method $1 for $3 at port $2, without carriage returns.
request() {
  (
    exec 2>/dev/null
    exec 3<>"/dev/tcp/$host/$2" || exit 1
    printf '%s %s HTTP/1.1\r\nHost: %s:%s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' \
      "$1" "$3" "$host" "$2" >&3
    tr -d '\r' <&3
  )
}

prepare() {
  local i
  java=$(java_command)
  require_java
  build
  for i in "$@"; do
    require_free_ports_of "$i"
  done
}

show_use() {
  local i pid
  printf '\n%-5s %-8s %-17s %-17s %-17s\n' node pid clients peers operations
  for i in $(members); do
    pid=$(pid_of "$i") || pid=-
    printf '%-5s %-8s %-17s %-17s %-17s\n' "$i" "$pid" "$host:$((port + i))" \
      "$host:$((port + 100 + i))" "$host:$((port + 200 + i))"
  done
  local all=($(members))
  local first=${all[0]} last=${all[${#all[@]} - 1]}
  cat <<TEXT

Try:
  echo "Hello, stones" | curl -i -T - http://$host:$((port + first))/docs/hello
  curl -i http://$host:$((port + last))/docs/hello
  curl -s http://$host:$((port + first))/-/ring

Stop with: run-cluster.sh stop --data $(printf '%q' "$data")
TEXT
}

# --- The other commands ------------------------------------------------------------------------

show_status() {
  local i pid state running=0 count=0
  printf '%-5s %-8s %-10s %-6s %s\n' node pid state ready clients
  for ((i = 1; i <= nodes; i++)); do
    local ready=no
    if pid=$(pid_of "$i"); then
      running=$((running + 1))
      state=running
      if is_paused "$pid"; then
        state=paused
      elif is_ready "$i"; then
        ready=yes
      fi
    else
      pid=- state=stopped
    fi
    if has_left "$i"; then
      state=left
    else
      count=$((count + 1))
    fi
    printf '%-5s %-8s %-10s %-6s %s\n' "$i" "$pid" "$state" "$ready" "$host:$((port + i))"
  done
  printf '%s of %s nodes run. Data: %s\n' "$running" "$count" "$data"
}

# Stops the given nodes; fails when one does not end in time.
stop_nodes() {
  local i pid left deadline waiting=()
  for i in "$@"; do
    if pid=$(pid_of "$i"); then
      kill -TERM "$pid" 2>/dev/null || true
      # A frozen process takes no notice of anything but this.
      kill -CONT "$pid" 2>/dev/null || true
      waiting+=("$i")
    fi
  done
  deadline=$((SECONDS + stop_seconds))
  while ((${#waiting[@]} > 0)); do
    left=()
    for i in "${waiting[@]}"; do
      if pid_of "$i" >/dev/null; then
        left+=("$i")
      else
        rm -f "$(node_dir "$i")/pid"
      fi
    done
    waiting=(${left[@]+"${left[@]}"})
    if ((${#waiting[@]} > 0 && SECONDS >= deadline)); then
      printf 'run-cluster.sh: still running after %s s: node %s\n' "$stop_seconds" \
        "${waiting[*]}" >&2
      return 1
    fi
    ((${#waiting[@]} == 0)) || sleep 0.1
  done
}

stop_all() {
  local i running=()
  for ((i = 1; i <= nodes; i++)); do
    if pid_of "$i" >/dev/null; then
      running+=("$i")
    fi
  done
  if ((${#running[@]} == 0)); then
    printf 'No node runs.\n'
    return 0
  fi
  stop_nodes "${running[@]}" || fail 'not all nodes stopped; end them with: run-cluster.sh kill I'
  printf 'Stopped node %s.\n' "${running[*]}"
}

signal_one() {
  local signal=$1 done=$2 pid
  require_index
  pid=$(pid_of "$index") || fail "node $index does not run"
  kill -"$signal" "$pid" || fail "cannot signal process $pid"
  if [[ $signal == KILL ]]; then
    while pid_of "$index" >/dev/null; do
      sleep 0.05
    done
    rm -f "$(node_dir "$index")/pid"
  fi
  printf 'Node %s is %s (pid %s).\n' "$index" "$done" "$pid"
}

show_log() {
  require_index
  local log
  log=$(node_dir "$index")/log
  [[ -f $log ]] || fail "node $index has no log yet"
  if [[ -t 1 ]]; then
    exec tail -n 50 -f "$log"
  fi
  exec cat "$log"
}

clean() {
  local i pid all=()
  for ((i = 1; i <= nodes; i++)); do
    all+=("$i")
  done
  if ! stop_nodes "${all[@]}"; then
    for i in "${all[@]}"; do
      if pid=$(pid_of "$i"); then
        kill -KILL "$pid" || true
      fi
    done
  fi
  for i in "${all[@]}"; do
    rm -rf -- "$(node_dir "$i")"
  done
  # The file that makes it a cluster's directory goes last; anything else in it is not ours.
  rm -f -- "$data/secret" "$data/cluster"
  rmdir -- "$data" 2>/dev/null || fail "$data holds other files too and was left"
  printf 'Deleted %s.\n' "$data"
}

main() {
  parse "$@"
  case $command in
    start)
      if [[ -z $index ]]; then
        start_all
      else
        require_cluster
        start_one
      fi
      ;;
    status | stop | clean | add)
      no_index
      require_cluster
      case $command in
        add) add_one ;;
        status) show_status ;;
        stop) stop_all ;;
        clean) clean ;;
      esac
      ;;
    kill | pause | resume | replace | leave | logs)
      require_cluster
      case $command in
        kill) signal_one KILL killed ;;
        pause) signal_one STOP paused ;;
        resume) signal_one CONT running ;;
        replace) replace_one ;;
        leave) leave_one ;;
        logs) show_log ;;
      esac
      ;;
    *) bad_usage "unknown command '$command'" ;;
  esac
}

java=''
main "$@"
