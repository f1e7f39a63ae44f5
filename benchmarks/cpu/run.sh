#!/usr/bin/env bash
# Every figure of docs/performance.md, from the repository's root on an idle machine (about half an hour):
#   benchmarks/cpu/run.sh [build/release/bin/pyra]
# PLOT_PYTHON names a Python with matplotlib, PEERS_PYTHON one with torch and timm; the part of one that is
# not named is left out.
set -euo pipefail
pyra=${1:-build/release/bin/pyra}
here=$(dirname "$0")
python3 "$here/run.py" --pyra "$pyra" --out docs/performance
if [ -n "${PEERS_PYTHON:-}" ]; then
  [ -e docs/performance/peers.json ] ||
    "$PEERS_PYTHON" "$here/../peers/peers.py" --pyra "$pyra" --out docs/performance/peers.json
else
  echo "peers left out: PEERS_PYTHON names no Python with torch and timm" >&2
fi
if [ -n "${PLOT_PYTHON:-}" ]; then
  "$PLOT_PYTHON" "$here/plots.py" --cells docs/performance --out docs/images
else
  echo "plots left out: PLOT_PYTHON names no Python with matplotlib" >&2
fi
python3 "$here/tables.py" --cells docs/performance --page docs/performance.md
