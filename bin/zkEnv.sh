#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The other scripts source this file. It finds Java, the jars and the settings, and decides the JVM flags.
# It keeps variables that are already set. docs/operations.md describes each of them.

ZOOBINDIR="${ZOOBINDIR:-/usr/bin}"
PADDOCK_HOME="$(cd "$ZOOBINDIR/.." && pwd)"

# --- settings ---------------------------------------------------------------------------------------------------------------------------

if [ -n "${ZOOCFGDIR:-}" ]; then
  # A directory that the operator named must hold zoo.cfg.
  ZOOCFG_NAMED=true
  if [ ! -d "$ZOOCFGDIR" ]; then
    echo "Error: ZOOCFGDIR is $ZOOCFGDIR, and there is no such directory." 1>&2
  fi
elif [ -d "$PADDOCK_HOME/conf" ]; then
  ZOOCFGDIR="$PADDOCK_HOME/conf"
else
  ZOOCFGDIR="$PADDOCK_HOME/etc/zookeeper"
fi

for env_file in zookeeper-env.sh java.env; do
  if [ -f "$ZOOCFGDIR/$env_file" ]; then
    # shellcheck disable=SC1090
    . "$ZOOCFGDIR/$env_file"
  fi
done

# A file that the operator named in any way must exist. If the operator named no file, embedded defaults may be used.
if [ -n "${ZOOCFG:-}" ]; then
  ZOOCFG_NAMED=true
fi
ZOOCFG="${ZOOCFG:-zoo.cfg}"
case "$ZOOCFG" in
  /*) ;;
  *) ZOOCFG="$ZOOCFGDIR/$ZOOCFG" ;;
esac

ZOO_LOG_DIR="${ZOO_LOG_DIR:-$PADDOCK_HOME/logs}"

# --- Java -------------------------------------------------------------------------------------------------------------------------------

if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  JAVA="$JAVA_HOME/bin/java"
elif JAVA="$(command -v java)"; then
  if [ -n "${JAVA_HOME:-}" ]; then
    echo "Warning: JAVA_HOME is $JAVA_HOME, and there is no bin/java in it: $JAVA of PATH is used." 1>&2
  fi
  # Apache's script prints the path it found, and scripts that read its output count on that line.
  echo "$JAVA"
elif [ -n "${JAVA_HOME:-}" ]; then
  echo "Error: JAVA_HOME is $JAVA_HOME, and there is no bin/java in it; java could not be found in PATH either." 1>&2
  exit 1
else
  echo "Error: JAVA_HOME is not set and java could not be found in PATH." 1>&2
  exit 1
fi

# The release file of the JDK holds the version, so no JVM need be started. The shell itself reads it, like everything
# that a start waits for. An earlier form of these scripts ran forty small processes. They took as long as a third of
# the server's own start.
JAVA_BINARY="$(readlink -f "$JAVA" 2>/dev/null || echo "$JAVA")"
java_release() { # key
  local line
  [ -r "${JAVA_BINARY%/bin/java}/release" ] || return 0
  while IFS= read -r line; do
    case "$line" in
      "$1="*)
        line="${line#*\"}"
        echo "${line%%\"*}"
        ;;
    esac
  done <"${JAVA_BINARY%/bin/java}/release"
}

java_major() {
  local version
  version="$(java_release JAVA_VERSION)"
  if [ -z "$version" ]; then
    version="$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')"
  fi
  version="${version#1.}"
  echo "${version%%[!0-9]*}"
}

# Ends the script if Java is too old for Paddock. An unknown version is accepted.
need_java() {
  local major
  major="$(java_major)"
  if [ "${major:-17}" -lt 17 ]; then
    echo "Error: $JAVA is Java $major, and Java 17 or later is needed: set JAVA_HOME to one." 1>&2
    exit 1
  fi
}

# A file name for files that only one JVM can use.
java_identity() {
  local identity
  identity="$(java_release IMPLEMENTOR)-$(java_release JAVA_RUNTIME_VERSION)-$(java_major)"
  echo "${identity//[^A-Za-z0-9.+-]/_}"
}

# --- files ------------------------------------------------------------------------------------------------------------------------------

# In a container a user may have only a number.
user_name() {
  echo "${USER:-$(id -un 2>/dev/null || id -u)}"
}

# Prints which part of a path prevents this script from writing the file.
why_not_writable() { # file
  local place="$1" owner
  while [ ! -e "$place" ] && [ "$place" != "$(dirname "$place")" ]; do place="$(dirname "$place")"; done
  if [ "$place" != "$1" ] && [ ! -d "$place" ]; then
    echo "$place is a file, not a directory"
  elif [ -d "$1" ]; then
    echo "it is a directory"
  elif [ ! -w "$place" ]; then
    # shellcheck disable=SC2012
    read -r _ _ owner _ < <(ls -ld "$place")
    echo "user $(id -un 2>/dev/null || id -u) may not write to $place, which belongs to $owner, or its file system is read-only"
  else
    echo "is the disk full, or the file system read-only?"
  fi
}

# --- jars -------------------------------------------------------------------------------------------------------------------------------

# In an installation they are in lib. In a checkout, the build puts them and everything else in target/dist.
if [ -d "$PADDOCK_HOME/lib" ]; then
  PADDOCK_DIST="$PADDOCK_HOME"
else
  PADDOCK_DIST="$PADDOCK_HOME/target/dist"
fi

need_jars() {
  local jar
  need_java
  for jar in "$PADDOCK_DIST"/lib/paddock-server-*.jar; do
    if [ -e "$jar" ]; then return 0; fi
  done
  if [ ! -f "$PADDOCK_HOME/pom.xml" ]; then
    echo "Error: no jars in $PADDOCK_DIST/lib, and no sources to build them from: unpack the distribution again." 1>&2
    exit 1
  fi
  if ! command -v mvn >/dev/null; then
    echo "Error: this is a source checkout that is not built yet, and Maven (mvn) is not in PATH." 1>&2
    exit 1
  fi
  echo "First use of this checkout: building $PADDOCK_DIST with Maven, this takes a minute ..." 1>&2
  if ! (cd "$PADDOCK_HOME" && mvn -q -B -ntp -DskipTests package -pl bin -am) 1>&2; then
    echo "Error: the build failed. Run 'mvn -DskipTests package -pl bin -am' in $PADDOCK_HOME to see why." 1>&2
    exit 1
  fi
}

# All jars of one folder, sorted. A class data archive works only with exactly the class path it was made with.
jars_in() {
  local jar path=""
  for jar in "$1"/*.jar; do
    path="$path:$jar"
  done
  echo "${path#:}"
}

# --- JVM flags --------------------------------------------------------------------------------------------------------------------------

ZK_SERVER_HEAP="${ZK_SERVER_HEAP:-1000}"
ZK_CLIENT_HEAP="${ZK_CLIENT_HEAP:-256}"
SERVER_JVMFLAGS="-Xmx${ZK_SERVER_HEAP}m ${SERVER_JVMFLAGS:-}"
CLIENT_JVMFLAGS="-Xmx${ZK_CLIENT_HEAP}m ${CLIENT_JVMFLAGS:-}"
JVMFLAGS="${JVMFLAGS:-}"
