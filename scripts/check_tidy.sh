#!/usr/bin/env bash
# clang-tidy with the checks of .clang-tidy over what is built without torch: check_tidy.sh [FILE ...]; all files unless some are named.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install_packages.sh tidy_packages.txt
folder=build/tidy
cmake -S . -B "$folder" -G Ninja -DPYRA_TRAIN=OFF -DPYRA_TESTS=OFF -DCMAKE_CXX_COMPILER=g++ -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
if [ $# -eq 0 ]; then
  # simd/ is compiled in namespaces that only GCC's options make, and is left to the kernels' tests.
  mapfile -t found < <(python3 -c 'import json, sys; print(*sorted({e["file"] for e in json.load(open(sys.argv[1]))}), sep="\n")' \
    "$folder/compile_commands.json" | grep -v '/simd/')
  set -- "${found[@]}"
fi
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 8 clang-tidy -p "$folder" --quiet --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings\? generated' >&2)
echo "clang-tidy: $# files, nothing found" >&2
