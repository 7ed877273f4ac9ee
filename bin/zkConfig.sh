#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# The scripts that read zoo.cfg source this file. It reads settings by the rules of the server's own reader
# (PropertiesText.java). A test gives the same texts to both and compares. It needs only the shell: no JVM, no other
# program.

# --- text to settings -------------------------------------------------------------------------------------------------------------------

# Sets setting_keys and setting_values to the settings of a file, in the order written. For a file that cannot be read,
# both are empty. The format is that of java.util.Properties in ISO-8859-1. A byte order mark is skipped. Each of CR, LF
# and CR LF ends a line. A backslash at the end of a line continues it.
read_settings() { # file
  setting_keys=()
  setting_values=()
  [ -f "$1" ] && [ -r "$1" ] || return 0
  local caller_locale="${LC_ALL-unset}" line entry='' continues=''
  LC_ALL=C # Bytes, whatever the terminal speaks.
  local first=true
  while IFS= read -r line || [ -n "$line" ]; do
    if [ -n "$first" ]; then
      line="${line#$'\xef\xbb\xbf'}"
      first=
    fi
    line="${line%$'\r'}"
    while [[ "$line" == *$'\r'* ]]; do
      take_line "${line%%$'\r'*}"
      line="${line#*$'\r'}"
    done
    take_line "$line"
  done <"$1"
  if [ -n "$continues" ]; then take_entry "$entry"; fi
  # A system without that locale would print the same warning again.
  if [ "$caller_locale" = unset ]; then unset LC_ALL; else { LC_ALL="$caller_locale"; } 2>/dev/null; fi
}

# One line of a file. Lines that continue each other become one entry.
take_line() { # line
  local line="${1#"${1%%[! $'\t\f']*}"}" backslashes
  if [ -z "$continues" ]; then
    case "$line" in '' | [#!]*) return ;; esac
    entry=
  fi
  entry="$entry$line"
  backslashes="${entry##*[!\\]}"
  if ((${#backslashes} % 2 == 0)); then
    continues=
    take_entry "$entry"
    return
  fi
  entry="${entry%?}"
  # A lone backslash continues nothing, as in java.util.Properties.
  if [ -n "$entry" ]; then continues=true; else continues=; fi
}

# One entry: key, then =, : or blanks, then value.
take_entry() { # entry
  local text="$1" key rest
  if [[ "$text" != *\\* ]]; then
    key="${text%%[=: $'\t\f']*}"
  else
    key=
    while [ "${#key}" -lt "${#text}" ]; do
      case "${text:${#key}:1}" in
        [=:\ $'\t\f']) break ;;
        \\) key="${text:0:${#key}+2}" ;;
        *) key="${text:0:${#key}+1}" ;;
      esac
    done
  fi
  rest="${text:${#key}}"
  rest="${rest#"${rest%%[! $'\t\f']*}"}"
  case "$rest" in
    [=:]*)
      rest="${rest#?}"
      rest="${rest#"${rest%%[! $'\t\f']*}"}"
      ;;
  esac
  # A value that the server refuses is empty here.
  decode key "$key" && decode rest "$rest" && [ -n "$key" ] || return 0
  setting_keys+=("$key")
  setting_values+=("$rest")
}

# Sets a variable to the meaning of a text. It resolves escapes, writes characters above 127 in UTF-8, and trims all
# characters up to the blank at both ends.
decode() { # variable text
  local text="$2"
  if [[ "$text" == *\\* || "$text" == *[!$'\001'-$'\177']* ]]; then
    decode_characters "$text" || return 1
  fi
  text="${text#"${text%%[!$'\001'-\ ]*}"}"
  text="${text%"${text##*[!$'\001'-\ ]}"}"
  printf -v "$1" %s "$text"
}

# Sets text. False if \u is followed by anything but four hexadecimal digits.
decode_characters() { # text
  local i out='' character code digits high=0
  for ((i = 0; i < ${#1}; i++)); do
    character="${1:i:1}"
    if [ "$character" = \\ ] && ((i + 1 < ${#1})); then
      i=$((i + 1))
      character="${1:i:1}"
      case "$character" in
        n) character=$'\n' ;;
        t) character=$'\t' ;;
        r) character=$'\r' ;;
        f) character=$'\f' ;;
        u)
          digits="${1:i+1:4}"
          case "$digits" in
            [0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]) ;;
            *) return 1 ;;
          esac
          i=$((i + 4))
          code=$((16#$digits))
          if ((code >= 0xd800 && code < 0xdc00)); then
            high=$code # The first half of a character; the second half follows.
            continue
          elif ((code >= 0xdc00 && code < 0xe000 && high > 0)); then
            code=$((0x10000 + ((high - 0xd800) << 10) + code - 0xdc00))
          fi
          high=0
          append_utf8 "$code"
          continue
          ;;
      esac
    fi
    high=0
    case "$character" in
      [$'\001'-$'\177']) out="$out$character" ;;
      *)
        printf -v code %d "'$character"
        append_utf8 $((code & 255))
        ;;
    esac
  done
  text="$out"
}

append_utf8() { # code point; appends to out
  local bytes
  if (($1 < 0x80)); then
    printf -v bytes '\\x%02x' "$1"
  elif (($1 < 0x800)); then
    printf -v bytes '\\x%02x\\x%02x' $((0xc0 | $1 >> 6)) $((0x80 | $1 & 63))
  elif (($1 < 0x10000)); then
    printf -v bytes '\\x%02x\\x%02x\\x%02x' $((0xe0 | $1 >> 12)) $((0x80 | $1 >> 6 & 63)) $((0x80 | $1 & 63))
  else
    printf -v bytes '\\x%02x\\x%02x\\x%02x\\x%02x' $((0xf0 | $1 >> 18)) $((0x80 | $1 >> 12 & 63)) $((0x80 | $1 >> 6 & 63)) $((0x80 | $1 & 63))
  fi
  printf -v bytes %b "$bytes"
  out="$out$bytes"
}

# True if there is a zoo.cfg to read. Otherwise it prints the reason.
check_config_file() { # file
  if [ ! -e "$1" ]; then
    echo "Error: there is no file $1. Name another one by argument, ZOOCFG or ZOOCFGDIR." 1>&2
  elif [ ! -f "$1" ]; then
    echo "Error: $1 is not a regular file." 1>&2
  elif [ ! -r "$1" ]; then
    echo "Error: $1 cannot be read by user $(id -un 2>/dev/null || id -u): correct its owner and permissions." 1>&2
  else
    return 0
  fi
  return 1
}

# --- single settings --------------------------------------------------------------------------------------------------------------------

# Sets a variable to the value of a key: the last one in the file, or the last -Dzookeeper.KEY of the JVM's flags, or
# nothing.
find_setting() { # variable key
  local i word value=''
  for ((i = ${#setting_keys[@]} - 1; i >= 0; i--)); do
    if [ "${setting_keys[i]}" = "$2" ]; then
      printf -v "$1" %s "${setting_values[i]}"
      return
    fi
  done
  for word in ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${SERVER_JVMFLAGS:-} ${JVMFLAGS:-}; do
    case "$word" in "-Dzookeeper.$2="*) value="${word#*=}" ;; esac
  done
  printf -v "$1" %s "$value"
}

# Sets a variable to a whole number in its shortest form, or to nothing if the text is not a number.
find_number() { # variable text
  local sign='' digits="$2"
  case "$digits" in
    +*) digits="${digits#+}" ;;
    -*) sign=- digits="${digits#-}" ;;
  esac
  case "$digits" in
    '' | *[!0-9]*) sign='' digits='' ;;
    *)
      digits="${digits#"${digits%%[!0]*}"}"
      digits="${digits:-0}"
      ;;
  esac
  printf -v "$1" %s "$sign$digits"
}

# Sets zoo_myid to the number in the first line of dataDir/myid, or to nothing without such a number.
read_myid() { # dataDir
  zoo_myid=
  local line=''
  [ -f "$1/myid" ] && [ -r "$1/myid" ] || return 0
  IFS= read -r line <"$1/myid"
  line="${line#$'\xef\xbb\xbf'}"
  line="${line%%$'\r'*}"
  line="${line#"${line%%[![:space:]]*}"}"
  find_number zoo_myid "${line%"${line##*[![:space:]]}"}"
}

# --- where clients connect --------------------------------------------------------------------------------------------------------------

# Sets client_port, client_host, client_ssl from a zoo.cfg. It prints the result as Apache's script does.
find_client_port() { # file dataDir
  local address
  client_ssl=false
  read_settings "$1"
  find_setting client_host clientPortAddress
  find_setting address clientPort
  find_number client_port "$address"
  if [ -z "$client_port" ]; then
    find_own_line "$1" "$2"
    if [ -z "$zoo_myid" ]; then
      echo "myid could not be determined, will not able to locate clientPort in the server configs."
    else
      echo "Client port not found in static config file. Looking in dynamic config file."
      take_client_address
      [ -n "$client_port" ] || echo "Client port not found in the server configs"
    fi
  else
    # The line of this server may name the address.
    find_own_line "$1" "$2"
    take_client_address
  fi
  if [ -z "$client_port" ]; then
    echo "Client port not found. Looking for secureClientPort in the static config."
    read_settings "$1"
    find_setting client_host secureClientPortAddress
    find_setting address secureClientPort
    find_number client_port "$address"
    client_ssl=true
  fi
  if [ -z "$client_port" ]; then
    echo "Unable to find either secure or unsecure client port in any configs. Terminating."
    return 1
  fi
  client_host="${client_host#[}"
  client_host="${client_host%]}"
  client_host="${client_host:-localhost}"
}

# Sets own_line to the value of this server's server.N, and zoo_myid. The members are in zoo.cfg, or in the file that it
# names. A single member needs no myid.
find_own_line() { # file dataDir; the settings of the file have been read
  local dynamic key id i count=0 only='' only_id=''
  own_line=
  read_myid "$2"
  find_setting dynamic dynamicConfigFile
  if [ -n "$dynamic" ]; then
    # Like the server, look up a relative path first from the current directory, then beside zoo.cfg.
    if [ ! -e "$dynamic" ] && [ -e "$(dirname "$1")/$dynamic" ]; then
      dynamic="$(dirname "$1")/$dynamic"
    fi
    read_settings "$dynamic"
  fi
  for ((i = 0; i < ${#setting_keys[@]}; i++)); do
    key="${setting_keys[i]}"
    case "$key" in server.*) ;; *) continue ;; esac
    find_number id "${key#server.}"
    [ -n "$id" ] || continue
    if [ "$id" != "$only_id" ]; then count=$((count + 1)); fi
    only="${setting_values[i]}"
    only_id="$id"
    if [ "$id" = "$zoo_myid" ]; then own_line="$only"; fi
  done
  if [ -z "$own_line" ] && [ "$count" = 1 ]; then
    own_line="$only"
    zoo_myid="${zoo_myid:-$only_id}"
  fi
}

# Sets client_port and client_host from own_line, host:port:port:role;[host:]port, if they are in it.
take_client_address() {
  local port host='' line
  case "$own_line" in *\;*) ;; *) return ;; esac
  line="${own_line#*;}"
  case "$line" in
    *:*)
      host="${line%:*}"
      line="${line##*:}"
      ;;
  esac
  line="${line//[[:space:]]/}"
  host="${host//[[:space:]]/}"
  find_number port "$line"
  [ -n "$port" ] || return
  client_port="$port"
  # Without a host, or with a wildcard, use the host in clientPortAddress.
  case "$host" in '' | 0.0.0.0 | '[::]') ;; *) client_host="$host" ;; esac
}
