#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Measures any server that speaks ZooKeeper's client protocol: zkBench.sh help
# In a checkout it also measures parts of Paddock by themselves: zkBench.sh jmh [options and patterns of JMH]
#
# Environment: JAVA_HOME (17 or later), BENCH_JVMFLAGS (flags for the load generator's own JVM).
# This script needs no other file of Paddock except the load generator's jar, so it can run on a machine without
# Paddock.
set -euo pipefail

script="${BASH_SOURCE[0]}"
while [ -L "$script" ]; do
    link="$(readlink "$script")"
    case "$link" in
        /*) script="$link" ;;
        *) script="$(dirname "$script")/$link" ;;
    esac
done
home="$(cd "$(dirname "$script")/.." && pwd)"

fail() {
    echo "zkBench.sh: $*" >&2
    exit 1
}

# The folder with the load generator's jar. A checkout may hold two builds: the newer one is used.
find_lib() {
    local folder jar newest=""
    lib=""
    for folder in "$home/lib/bench" "$home/target/dist/lib/bench" "$home/src/bench/target/bench-lib"; do
        for jar in "$folder"/paddock-bench-*.jar; do
            if [ -f "$jar" ] && { [ -z "$newest" ] || [ "$jar" -nt "$newest" ]; }; then
                newest="$jar"
                lib="$folder"
            fi
        done
    done
}

if [ -n "${JAVA_HOME:-}" ]; then
    java="$JAVA_HOME/bin/java"
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
else
    java="$(command -v java)" || fail "no java found: install a JDK, 17 or later, or set JAVA_HOME"
fi

find_lib
if [ -z "$lib" ]; then
    [ -f "$home/src/bench/pom.xml" ] || fail "no paddock-bench jar in $home/lib/bench: is the distribution complete?"
    command -v mvn > /dev/null || fail "the load generator is not built yet, and there is no mvn to build it with"
    echo "zkBench.sh: building the load generator (once)" >&2
    (cd "$home" && mvn -q -B -DskipTests package -pl src/bench -am) >&2 || fail "the build failed, see above"
    find_lib
    [ -n "$lib" ] || fail "the build made no paddock-bench jar"
fi

# Each session takes a file descriptor: thousands of sessions need more than the usual 1024.
ulimit -Sn "$(ulimit -Hn)" 2> /dev/null || true

# The serial collector has no helper threads and the cheapest write barrier. The load generator makes almost no garbage.
flags=(-XX:+UseSerialGC -Xms256m -Xmx512m)
version="$("$java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')"
if [ "${version:-17}" -ge 24 ]; then
    flags+=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
fi
# shellcheck disable=SC2206 # Several flags in one variable are meant to be split.
flags+=(${BENCH_JVMFLAGS:-})

# In a checkout, JMH and the server's modules are beside the load generator. A distribution has neither.
if [ "${1:-}" = jmh ]; then
    [ -d "$home/src/bench/target/jmh-lib" ] ||
        fail "the JMH benchmarks run from a checkout only, after mvn -DskipTests package -pl src/bench -am"
    shift
    exec "$java" -cp "$home/src/bench/target/bench-lib/*:$home/src/bench/target/jmh-lib/*" org.openjdk.jmh.Main "$@"
fi

export PADDOCK_HOME="$home"
[ -t 2 ] && export PADDOCK_BENCH_TERMINAL=true
exec "$java" "${flags[@]}" -cp "$lib/*" io.paddock.bench.Main "$@"
