#!/bin/sh
# A C program against an installed pyra by pkg-config alone, and once more where the installation was moved:
#   pkg_config.sh PREFIX MODEL COMPILER [OPTIONS...]
set -eu
prefix=$1 model=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
try() {
  PKG_CONFIG_PATH=$(dirname "$(find "$1" -name pyra.pc)")
  export PKG_CONFIG_PATH
  shift
  # shellcheck disable=SC2046  # flags are words
  "$@" -Wall -Werror "$here/c/main.c" $(pkg-config --cflags --libs pyra) -o "$work/consumer"
  LD_LIBRARY_PATH=$(pkg-config --variable=libdir pyra) "$work/consumer" "$model"
}
try "$prefix" "$@"
mkdir "$work/elsewhere"
cp -r "$prefix/." "$work/elsewhere"
mv "$prefix" "$prefix.away"
trap 'mv "$prefix.away" "$prefix"; rm -rf "$work"' EXIT
try "$work/elsewhere" "$@"
