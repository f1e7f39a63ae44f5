#!/usr/bin/env bash
# docs/results.md's found schedule: searched on every second picture of a labelled list without its labels,
# tested on the others.
#   benchmarks/schedule/shelf.sh PYRA BACKBONE PICTURES LIST WORK [SPEEDUP]
set -euo pipefail
pyra=$1 backbone=$2 pictures=$3 list=$4 work=$5 speedup=${6:-2.0}
mkdir -p "$work/searched"
awk 'NR % 2 == 0 { print $1 }' "$list" | while read -r name; do
  ln -sfn "$(realpath "$pictures")/$name" "$work/searched/$name"
done
awk 'NR % 2 == 1' "$list" > "$work/tested.txt"
"$pyra" schedule --backbone "$backbone" --data "$work/searched" --speedup "$speedup" --dtype bf16 \
  --out "$work/found.json"
for schedule in none low high "speedup=$speedup" "$work/found.json"; do
  "$pyra" eval --backbone "$backbone" --data "$pictures" --list "$work/tested.txt" --schedule "$schedule" \
    --dtype bf16 --json | python3 -c "import json, sys
r = json.load(sys.stdin)
print('$schedule', *(round(r[k], 4) for k in ('gmac', 'top1', 'loss')))"
done
