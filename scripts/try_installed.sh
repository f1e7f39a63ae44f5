#!/usr/bin/env bash
# Programs of others on what a build installs: in C by pkg-config and by CMake, in C++ by CMake, each run on
# the demonstration's model.
#   scripts/try_installed.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --component runtime --prefix "$work/installed" >/dev/null
"$build/bin/pyra" export --to runtime --backbone examples/demo/vit_demo_patch2_28.safetensors \
  --out "$work/model.safetensors"
version=$("$build/bin/pyra" --version | sed -n '1s/^pyra \([0-9.]*\).*/\1/p')
for language in c cpp; do
  cmake -S "tests/consumer/$language" -B "$work/$language" -DCMAKE_PREFIX_PATH="$work/installed" \
    -DPYRA_VERSION_WANTED="$version" >/dev/null
  cmake --build "$work/$language" >/dev/null
  "$work/$language/consumer_$language" "$work/model.safetensors"
done
tests/consumer/pkg_config.sh "$work/installed" "$work/model.safetensors" cc
