#!/usr/bin/env bash
# clang-tidy with the checks of .clang-tidy over what is built without torch:
#   check_tidy.sh [FILE ...]
# All sources unless some are named.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install_packages.sh tidy_packages.txt
folder=build/tidy
cmake -S . -B "$folder" -G Ninja -DPYRA_TRAIN=OFF -DPYRA_TESTS=OFF -DCMAKE_CXX_COMPILER=g++ \
  -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
if [ $# -eq 0 ]; then
  # simd/ is compiled in namespaces that only GCC's options make, and is left to the kernels' tests.
  found=$(sed -n 's/^ *"file": "\(.*\)",\?$/\1/p' "$folder/compile_commands.json")
  mapfile -t found < <(grep -v '/simd/' <<<"$found" | sort -u)
  set -- "${found[@]}"
fi
# Warnings that GCC alone knows, and the count of those in the system's headers, are no findings.
printf '%s\0' "$@" |
  xargs -0 -P "$(nproc)" -n 8 clang-tidy -p "$folder" --quiet --extra-arg=-Wno-unknown-warning-option \
    2> >(grep -vE 'warnings?( and [0-9]+ errors?)? generated' >&2) || {
  echo "check_tidy.sh: see above; each finding ends in the name of its check, .clang-tidy lists them all" >&2
  exit 1
}
echo "clang-tidy: $# files, nothing found" >&2
