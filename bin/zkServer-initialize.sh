#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Creates the directories of a new server, its myid, and the marker that its database is meant to be empty.

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

usage() {
  echo "usage: $0 <parameters>
  Optional parameters:
     -h                                                    Display this message
     --help                                                Display this message
     --configfile=%s                                       ZooKeeper config file
     --myid=#                                              Set the myid to be used, if any (1-255)
     --force                                               Force creation of the data/txnlog dirs
     --give-up-history                                     At the next start, keep this member's files under other names and join without data
     --keep-history                                        At the next start, vote with this member's history again"
  exit 1
}

force=
myid=
choice=
while [ $# -gt 0 ]; do
  case "$1" in
    --configfile=*) ZOOCFG="${1#*=}" ;;
    --configfile) ZOOCFG="${2:-}" && shift ;;
    --myid=*) myid="${1#*=}" ;;
    --myid) myid="${2:-}" && shift ;;
    --force) force=true ;;
    --give-up-history) choice=give-up-history ;;
    --keep-history) choice=keep-history ;;
    *) usage ;;
  esac
  shift
done

case "$myid" in
  *[!0-9]*)
    echo "myid must be a number, not '$myid'" 1>&2
    exit 1
    ;;
esac
if [ ! -f "$ZOOCFG" ]; then
  echo "Unable to find config file at $ZOOCFG"
  exit 1
fi
check_config_file "$ZOOCFG" || exit 1
read_settings "$ZOOCFG"
find_setting data_dir dataDir
find_setting log_dir dataLogDir
log_dir="${log_dir:-$data_dir}"
if [ -z "$data_dir" ]; then
  echo "Unable to determine dataDir from $ZOOCFG"
  exit 1
fi

if [ -n "$choice" ]; then
  touch "$data_dir/$choice" || exit 1
  echo "Created $data_dir/$choice: the next start of this server acts on it"
  exit 0
fi
if [ -n "$force" ]; then
  echo "Force enabled, data/txnlog directories will be re-initialized"
  rm -rf "$data_dir/myid" "$data_dir/version-2" "$log_dir/version-2" || exit 1
elif [ -d "$data_dir/version-2" ]; then
  echo "ZooKeeper data directory already exists at $data_dir (or use --force to force re-initialization)"
  exit 1
elif [ -d "$log_dir/version-2" ]; then
  echo "ZooKeeper txnlog directory already exists at $log_dir (or use --force to force re-initialization)"
  exit 1
fi

mkdir -p "$data_dir/version-2" "$log_dir/version-2" || exit 1
if [ -n "$myid" ]; then
  echo "Using myid of $myid"
  echo "$myid" >"$data_dir/myid" || exit 1
else
  echo "No myid provided, be sure to specify it in $data_dir/myid if using non-standalone"
fi
touch "$data_dir/initialize" || exit 1
