#!/usr/bin/env bash
# Whether a budget of time is met: a schedule is found for it, then pyra bench measures that schedule in
# processes of its own.
#   benchmarks/schedule/latency.sh PYRA BACKBONE PICTURES WORK BATCH THREADS MILLISECONDS...
# Machine idle, please.
set -euo pipefail
pyra=$1 backbone=$2 pictures=$3 work=$4 batch=$5 threads=$6
shift 6
mkdir -p "$work"
export OMP_NUM_THREADS=$threads
common=(--backbone "$backbone" --batch "$batch" --threads "$threads" --json)
quickly=(--seconds 2 --rounds 3 --break-even off --no-memory)
for ms in "$@"; do
  "$pyra" schedule "${common[@]}" --data "$pictures" --latency-ms "$ms" --pictures 32 --evaluations 20 \
    --out "$work/$ms.json" | python3 -c "import json, sys
r = json.load(sys.stdin)
print('budget $ms: found', r['spelling'], round(r['ms'], 2), 'ms', flush=True)"
  for _ in 1 2 3; do
    "$pyra" bench "${common[@]}" --schedule "$work/$ms.json" "${quickly[@]}" | python3 -c "import json, sys
r = json.load(sys.stdin)['rows'][0]
print('budget $ms: bench', round(r['ms'], 2), 'ms', format(r['ms'] / $ms - 1, '+.1%'), flush=True)"
  done
done
