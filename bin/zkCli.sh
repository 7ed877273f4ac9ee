#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The stock ZooKeeper shell, in a folder of its own. Its jars are not on the server's class path.

self="${BASH_SOURCE[0]}"
while [ -L "$self" ]; do
  target="$(readlink "$self")"
  case "$target" in
    /*) self="$target" ;;
    *) self="$(dirname "$self")/$target" ;;
  esac
done
ZOOBINDIR="$(cd "$(dirname "$self")" && pwd)"
# shellcheck source=zkEnv.sh
. "$ZOOBINDIR/zkEnv.sh"

need_jars
quiet=()
if [ "$(java_major)" -ge 24 ]; then
  quiet=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)
fi
logging="$ZOOCFGDIR/logback-cli.xml"
[ -f "$logging" ] || logging="$PADDOCK_DIST/conf/logback-cli.xml"

# This JVM lives only briefly, so parallel garbage collection and good compilation do not pay.
# shellcheck disable=SC2086
exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Dlogback.configurationFile=$logging" "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "${quiet[@]}" \
  $CLIENT_JVMFLAGS $JVMFLAGS -cp "$(jars_in "$PADDOCK_DIST/lib/cli")${CLASSPATH:+:$CLASSPATH}" org.apache.zookeeper.ZooKeeperMain "$@"
