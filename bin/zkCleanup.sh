#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Removes old snapshots and transaction logs: zkCleanup.sh -n COUNT for the directories of zoo.cfg, or
# zkCleanup.sh dataLogDir [snapDir] -n COUNT.

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
# shellcheck source=zkConfig.sh
. "$ZOOBINDIR/zkConfig.sh"

directories=()
case "${1:-}" in
  "" | -*)
    read_settings "$ZOOCFG"
    find_setting data_dir dataDir
    if [ -z "$data_dir" ]; then
      if [ -f "$ZOOCFG" ] || [ -n "${ZOOCFG_NAMED:-}" ]; then
        check_config_file "$ZOOCFG"
        echo "Unable to determine dataDir from $ZOOCFG" 1>&2
        exit 1
      fi
      data_dir="$PADDOCK_HOME/data"
    fi
    find_setting log_dir dataLogDir
    directories=("${log_dir:-$data_dir}" "$data_dir")
    ;;
esac

need_jars
logging="$ZOOCFGDIR/logback-cli.xml"
[ -f "$logging" ] || logging="$PADDOCK_DIST/conf/logback-cli.xml"
# shellcheck disable=SC2086
exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Dzookeeper.log.dir=$ZOO_LOG_DIR" "-Dlogback.configurationFile=$logging" $JVMFLAGS \
  -cp "$(jars_in "$PADDOCK_DIST/lib")" io.paddock.server.Cleanup "${directories[@]}" "$@"
