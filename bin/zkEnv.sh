#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by the other scripts: finds Java, the jars and the settings, and decides the JVM flags.
# Variables that are already set are respected; see docs/operations.md for what each does.

ZOOBINDIR="${ZOOBINDIR:-/usr/bin}"
PADDOCK_HOME="$(cd "$ZOOBINDIR/.." && pwd)"

# --- settings ---------------------------------------------------------------------------------------------------------------------------

if [ -n "${ZOOCFGDIR:-}" ]; then
  :
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

# A file somebody named, in whichever way, must exist; without one, embedded defaults may stand in.
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
  # Apache's script prints the path it found, and scripts that read its output count on that line.
  echo "$JAVA"
else
  echo "Error: JAVA_HOME is not set and java could not be found in PATH." 1>&2
  exit 1
fi

# The release file of the JDK tells without starting a JVM. Read in the shell, as is all that a start waits for: forty small processes, of
# which an earlier form of these scripts was made, take as long as a third of the server's own start.
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

# A file name for things that fit one JVM only.
java_identity() {
  local identity
  identity="$(java_release IMPLEMENTOR)-$(java_release JAVA_RUNTIME_VERSION)-$(java_major)"
  echo "${identity//[^A-Za-z0-9.+-]/_}"
}

# --- jars -------------------------------------------------------------------------------------------------------------------------------

# In an installation they are in lib; in a source checkout the build puts them, with all else, in target/dist.
if [ -d "$PADDOCK_HOME/lib" ]; then
  PADDOCK_DIST="$PADDOCK_HOME"
else
  PADDOCK_DIST="$PADDOCK_HOME/target/dist"
fi

need_jars() {
  local jar
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

# All jars of one folder, sorted: a class data archive is only good for exactly the class path it was made with.
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
