#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Starts and stops one server, and shows its state. It has the same commands, variables, output and exit codes as Apache
# ZooKeeper's script.

# --- where we are, and what is asked ----------------------------------------------------------------------------------------------------

self="${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  target="$(readlink "$self")"
  case "$target" in
    /*) self="$target" ;;
    *) self="$(dirname "$self")/$target" ;;
  esac
done
ZOOBINDIR="$(cd "$(dirname "$self")" && pwd)"

if [ "$1" = "--config" ]; then
  shift
  if [ ! -d "$1" ]; then
    echo "Error: Cannot find config directory: '$1'" 1>&2
    exit 1
  fi
  ZOOCFGDIR="$(cd "$1" && pwd)"
  ZOOCFG_NAMED=true
  shift
fi

# shellcheck source=zkEnv.sh
. "$ZOOBINDIR/zkEnv.sh"
# shellcheck source=zkConfig.sh
. "$ZOOBINDIR/zkConfig.sh"

verb="${1:-}"
if [ -n "${2:-}" ]; then
  ZOOCFG_NAMED=true
  case "$2" in
    /*) ZOOCFG="$2" ;;
    *) if [ ! -f "$ZOOCFGDIR/$2" ] && [ -f "$2" ]; then ZOOCFG="$PWD/$2"; else ZOOCFG="$ZOOCFGDIR/$2"; fi ;;
  esac
fi

usage() {
  echo "Usage: $0 [--config <conf-dir>] {start|start-foreground|stop|version|restart|status|print-cmd}" 1>&2
}

case "$verb" in
  start | start-foreground | stop | version | restart | status | print-cmd | class-archive) ;;
  *)
    usage
    exit 0
    ;;
esac

# --- the configuration, as far as a shell has to know it --------------------------------------------------------------------------------

EMBEDDED_PORT=2181
ZOO_DATALOGDIR=
if [ ! -f "$ZOOCFG" ] && [ -z "${ZOOCFG_NAMED:-}" ]; then
  embedded=true
  ZOO_DATADIR="$PADDOCK_HOME/data"
  server_arguments=(--embedded-defaults "$ZOO_DATADIR")
else
  embedded=
  server_arguments=("$ZOOCFG")
  read_settings "$ZOOCFG"
  find_setting ZOO_DATADIR dataDir
  find_setting ZOO_DATALOGDIR dataLogDir
fi
ZOO_DATALOGDIR="${ZOO_DATALOGDIR:-$ZOO_DATADIR}"

# Sets client_port, client_host, client_ssl. It prints the result as Apache's script does.
find_where_clients_connect() {
  if [ -n "$embedded" ]; then
    client_port=$EMBEDDED_PORT
    client_host=localhost
    client_ssl=false
  else
    find_client_port "$ZOOCFG" "$ZOO_DATADIR"
  fi
}

is_number() {
  case "$1" in '' | *[!0-9]*) return 1 ;; esac
}

# --- the process ------------------------------------------------------------------------------------------------------------------------

log_name="zookeeper-$(user_name)-server-${HOSTNAME:-$(hostname)}"
ZOO_LOG_FILE="${ZOO_LOG_FILE:-$log_name.log}"
ZOO_OUT_FILE="$ZOO_LOG_DIR/$log_name.out"
ZOOPIDFILE="${ZOOPIDFILE:-${ZOO_DATADIR:-.}/zookeeper_server.pid}"

# Sets jmx_flags, and prints the same text on stderr as Apache's script.
decide_jmx() {
  jmx_flags=()
  if [ -n "${JMXDISABLE:-}" ] && [ "$JMXDISABLE" != false ]; then
    echo "JMX disabled by user request" 1>&2
    return
  fi
  echo "ZooKeeper JMX enabled by default" 1>&2
  # Local tools attach to any JVM without a flag. An agent that the operator did not ask for would only slow the start.
  if [ -z "${JMXPORT:-}" ]; then
    return
  fi
  echo "ZooKeeper remote JMX Port set to $JMXPORT" 1>&2
  echo "ZooKeeper remote JMX authenticate set to ${JMXAUTH:-false}" 1>&2
  echo "ZooKeeper remote JMX ssl set to ${JMXSSL:-false}" 1>&2
  echo "ZooKeeper remote JMX log4j set to ${JMXLOG4J:-true}" 1>&2
  jmx_flags+=("-Dcom.sun.management.jmxremote.port=$JMXPORT"
    "-Dcom.sun.management.jmxremote.authenticate=${JMXAUTH:-false}"
    "-Dcom.sun.management.jmxremote.ssl=${JMXSSL:-false}"
    "-Dcom.sun.management.jmxremote.local.only=${JMXLOCALONLY:-false}")
  if [ -n "${JMXHOSTNAME:-}" ]; then
    echo "ZooKeeper remote JMX Hostname set to $JMXHOSTNAME" 1>&2
    jmx_flags+=("-Djava.rmi.server.hostname=$JMXHOSTNAME")
  fi
}

# Sets tuned_flags, which make this server faster or quieter on this JVM. Sets archive_flags, with which it starts from
# an archive of its classes. The operator's flags come later and win. Figures: docs/decisions/0002-launch-flags.md
flags_for_jvm() {
  local major
  major="$(java_major)"
  # By default, Netty searches the network interfaces for an id that only its own log lines show. It also records the
  # origin of one buffer in 128 to find leaks, which the tests do already.
  tuned_flags=(-Dio.netty.machineId=00:00:00:00:00:00:00:01 -Dio.netty.processId=1 -Dio.netty.leakDetection.level=disabled)
  case " $SERVER_JVMFLAGS $JVMFLAGS " in
    *" -XX:+Use"*GC" "*) ;;
    # The objects of a request live as long as the request. A small young generation therefore reuses the same memory.
    *) tuned_flags+=(-XX:+UseG1GC -XX:MaxNewSize=64m) ;;
  esac
  # By default, the JVM wakes 20 times a second to sample figures for jstat. That is a third of the cost of an idle
  # server.
  if [ "${major:-17}" -lt 25 ]; then
    tuned_flags+=(-XX:PerfDataSamplingInterval=1000)
  fi
  if [ "${major:-17}" -ge 24 ]; then
    tuned_flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
  fi
  if [ "${major:-17}" -ge 25 ]; then
    tuned_flags+=(-XX:+UseCompactObjectHeaders)
  fi
  # An archive fits only the JVM that made it, so each JVM has its own. The JVM silently ignores one that no longer
  # fits.
  archive="${PADDOCK_CACHE_DIR:-$PADDOCK_DIST/lib/cache}/classes-$(java_identity)"
  if [ "${major:-17}" -ge 25 ]; then
    archive="$archive.aot"
    archive_making=("-XX:AOTCacheOutput=$archive.$$")
    archive_using=("-XX:AOTCache=$archive" -Xlog:aot=off -Xlog:cds=off)
  else
    archive="$archive.jsa"
    # Interpreted only. Before Java 21, the archive records that a method waits for compilation. No server that starts
    # from such an archive ever compiles that method (JDK-8306460).
    archive_making=("-XX:ArchiveClassesAtExit=$archive.$$" -Xint -Xlog:cds=off -Xlog:cds+dynamic=off)
    archive_using=("-XX:SharedArchiveFile=$archive" -Xlog:cds=off -Xlog:cds+dynamic=off)
  fi
}

# Plays a server's first moments and archives the classes that it needs. If this fails, servers start without the
# archive, only slower.
make_archive() {
  need_jars
  flags_for_jvm
  if ! mkdir -p "$(dirname "$archive")" 2>/dev/null || [ ! -w "$(dirname "$archive")" ]; then
    echo "Cannot write to $(dirname "$archive"): no class archive. PADDOCK_CACHE_DIR names another directory." 1>&2
    return 1
  fi
  if "$JAVA" "${tuned_flags[@]}" "${archive_making[@]}" -Xmx256m "-Dlogback.configurationFile=$PADDOCK_DIST/conf/logback.xml" \
    -cp "$(jars_in "$PADDOCK_DIST/lib")" io.paddock.server.Rehearsal >"$archive.log" 2>&1 && mv -f "$archive.$$" "$archive"; then
    rm -f "$archive.log"
    return 0
  fi
  rm -f "$archive.$$"
  echo "No class archive was made, see $archive.log. Servers start without it, only slower." 1>&2
  return 1
}

# Sets command.
decide_command() {
  need_jars
  flags_for_jvm
  local class_path logging autocreate=() archive_flags=()
  class_path="$(jars_in "$PADDOCK_DIST/lib")${CLASSPATH:+:$CLASSPATH}"
  logging="$ZOOCFGDIR/logback.xml"
  [ -f "$logging" ] || logging="$PADDOCK_DIST/conf/logback.xml"
  if [ -n "${ZOO_DATADIR_AUTOCREATE_DISABLE:-}" ]; then
    autocreate=(-Dzookeeper.datadir.autocreate=false)
  fi
  if [ -r "$archive" ]; then
    archive_flags=("${archive_using[@]}")
  fi
  # The log lines show this.
  read_myid "$ZOO_DATADIR"
  # The words of the variables are separate arguments, as in Apache's script.
  # shellcheck disable=SC2206
  local user_flags=($SERVER_JVMFLAGS $JVMFLAGS)
  command=("$JAVA"
    "-Dzookeeper.log.dir=$ZOO_LOG_DIR"
    "-Dzookeeper.log.file=$ZOO_LOG_FILE"
    "-Dlogback.configurationFile=$logging"
    "-Dpaddock.myid=$zoo_myid"
    # Scripts of operators find a server with pgrep -f QuorumPeerMain.
    "-Dpaddock.in.place.of=org.apache.zookeeper.server.quorum.QuorumPeerMain"
    -XX:+HeapDumpOnOutOfMemoryError "-XX:OnOutOfMemoryError=kill -9 %p"
    "${autocreate[@]}" "${tuned_flags[@]}" "${archive_flags[@]}" "${jmx_flags[@]}" "${user_flags[@]}"
    -cp "$class_path" io.paddock.server.Main "${server_arguments[@]}")
}

# A process that has ended, but whose parent has not waited for it yet, still accepts signals: it is not alive.
# A process of another user accepts no signal, but is alive.
alive() {
  { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ]; } && ! grep -qs '^State:[[:space:]]*Z' "/proc/$1/status"
}

# The process of the pid file, if it runs. As far as this can be seen, it must be a server and not a later process with
# the same number.
running_pid() {
  local pid
  [ -f "$ZOOPIDFILE" ] || return 1
  pid="$(cat "$ZOOPIDFILE")"
  is_number "$pid" && alive "$pid" || return 1
  if [ -r "/proc/$pid/cmdline" ] && ! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q QuorumPeerMain; then
    return 1
  fi
  echo "$pid"
}

# Sends srvr to the client port and prints the reply, within five seconds.
ask_srvr() {
  local errors
  if command -v timeout >/dev/null; then
    # shellcheck disable=SC2016
    timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf srvr >&3 && cat <&3' srvr "$client_host" "$client_port" 2>/dev/null && return
    # The connection was refused, or no reply came in time. Only a shell without /dev/tcp tries again.
    # shellcheck disable=SC2016
    errors="$(timeout 5 bash -c ': <"/dev/tcp/$1/$2"' srvr "$client_host" "$client_port" 2>&1)"
    case "$errors" in *"No such file"*) ;; *) return 1 ;; esac
  fi
  need_jars
  "$JAVA" -cp "$(jars_in "$PADDOCK_DIST/lib")" io.paddock.server.admin.FourLetterWordMain "$client_host" "$client_port" srvr 2>/dev/null
}

# True if a server answers on the client port. Used for polling.
serves_now() {
  [ "$client_port" != 0 ] && (exec 3<>"/dev/tcp/$client_host/$client_port" && printf srvr >&3 && IFS= read -r -t 2 -u 3 first && [ -n "$first" ]) 2>/dev/null
}

say_config() {
  if [ -n "$embedded" ]; then
    echo "Using config: embedded defaults, since there is no $ZOOCFG: clientPort=$EMBEDDED_PORT dataDir=$ZOO_DATADIR" 1>&2
  else
    echo "Using config: $ZOOCFG" 1>&2
  fi
}

require_data_dir() {
  if [ -n "${ZOO_DATADIR_AUTOCREATE_DISABLE:-}" ]; then
    local dir
    for dir in "$ZOO_DATADIR" "$ZOO_DATALOGDIR"; do
      if [ ! -d "$dir/version-2" ]; then
        echo "ZooKeeper data directory is missing at $dir fix the path or run initialize"
        exit 1
      fi
    done
  fi
}

start() {
  local pid
  require_data_dir
  decide_command
  printf 'Starting zookeeper ... '
  if pid="$(running_pid)"; then
    echo "already running as process $pid."
    exit 1
  fi
  if [ -z "$embedded" ] && ! check_config_file "$ZOOCFG"; then
    echo "FAILED TO START"
    exit 1
  fi
  if ! mkdir -p "$ZOO_LOG_DIR" 2>/dev/null || ! { : >>"$ZOO_OUT_FILE"; } 2>/dev/null; then
    echo "FAILED TO START"
    echo "Error: cannot write $ZOO_OUT_FILE: $(why_not_writable "$ZOO_OUT_FILE"). ZOO_LOG_DIR names another directory." 1>&2
    exit 1
  fi
  mkdir -p "$(dirname "$ZOOPIDFILE")" 2>/dev/null
  if ! { : >>"$ZOOPIDFILE"; } 2>/dev/null; then
    echo "FAILED TO WRITE PID"
    echo "Error: cannot write $ZOOPIDFILE: $(why_not_writable "$ZOOPIDFILE"). Correct the owner of dataDir, or name another file by ZOOPIDFILE." 1>&2
    exit 1
  fi
  # A server that answers before this one is started is another one. This server will find the port in use and end.
  port_taken=
  find_where_clients_connect >/dev/null 2>&1 || client_port=0
  serves_now && port_taken=true
  nohup "${command[@]}" >"$ZOO_OUT_FILE" 2>&1 </dev/null &
  pid=$!
  if ! printf %s "$pid" >"$ZOOPIDFILE"; then
    echo "FAILED TO WRITE PID"
    kill "$pid" 2>/dev/null
    exit 1
  fi
  if started "$pid"; then
    echo STARTED
    # Make the archive, so that the next start is quick.
    if [ ! -e "$archive" ] && mkdir -p "$(dirname "$archive")" 2>/dev/null && [ -w "$(dirname "$archive")" ]; then
      (make_archive &) >/dev/null 2>&1 </dev/null
    fi
  else
    echo "SERVER DID NOT START"
    echo "From $ZOO_OUT_FILE:" 1>&2
    { grep -A 1 -e ' - ERROR ' "$ZOO_OUT_FILE" || tail -n 20 "$ZOO_OUT_FILE"; } 1>&2
    rm -f "$ZOOPIDFILE"
    exit 1
  fi
}

# True when the server answers, or after five seconds of loading. False if it ends before.
started() {
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    alive "$1" || return 1
    if [ -z "$port_taken" ] && serves_now; then return 0; fi
    sleep 0.05
  done
}

stop() {
  local pid tries
  printf 'Stopping zookeeper ... '
  if [ ! -f "$ZOOPIDFILE" ]; then
    [ -n "$embedded" ] || check_config_file "$ZOOCFG"
    echo "no zookeeper to stop (could not find file $ZOOPIDFILE)"
    return 0
  fi
  if pid="$(running_pid)"; then
    if ! kill "$pid" 2>/dev/null && alive "$pid"; then
      echo "FAILED TO STOP"
      echo "Error: user $(id -un 2>/dev/null || id -u) may not stop process $pid: do it as the user who started it, or as root." 1>&2
      exit 1
    fi
    for ((tries = 0; tries < 600; tries++)); do
      alive "$pid" || break
      sleep 0.05
    done
    if alive "$pid"; then
      echo "(process $pid still runs after 30 seconds, killing it) " 1>&2
      kill -9 "$pid"
    fi
  fi
  rm -f "$ZOOPIDFILE"
  echo STOPPED
}

status() {
  local reply mode
  [ -n "$embedded" ] || check_config_file "$ZOOCFG"
  find_where_clients_connect || exit 1
  echo "Client port found: $client_port. Client address: $client_host. Client SSL: $client_ssl."
  reply="$(ask_srvr)"
  mode="$(printf '%s\n' "$reply" | grep '^Mode: ')"
  if [ -z "$mode" ]; then
    echo "Error contacting service. It is probably not running."
    exit 1
  fi
  echo "$mode"
}

version() {
  local jar
  need_jars
  jar="$(ls "$PADDOCK_DIST"/lib/paddock-server-*.jar)"
  jar="${jar##*/paddock-server-}"
  echo "Paddock ${jar%.jar}, speaks Apache ZooKeeper, version 3.9.5"
}

if [ "$verb" != class-archive ]; then
  decide_jmx
  say_config
fi
case "$verb" in
  start)
    start
    ;;
  start-foreground)
    require_data_dir
    decide_command
    if [ -n "${ZOO_NOEXEC:-}" ]; then
      "${command[@]}"
    else
      exec "${command[@]}"
    fi
    ;;
  print-cmd)
    decide_command
    printf '%q ' "${command[@]}" && echo
    ;;
  stop)
    stop
    ;;
  restart)
    stop
    start
    ;;
  status)
    status
    ;;
  version)
    version
    ;;
  class-archive)
    make_archive || exit 1
    if [ -t 1 ]; then echo "Made $archive"; fi
    ;;
esac
