#!/usr/bin/env bash
# Whether a budget of time is met: a schedule is found for it, then pyra bench measures that schedule in processes of its own.
#   benchmarks/schedule/latency.sh PYRA BACKBONE PICTURES WORK BATCH THREADS MILLISECONDS...      (machine idle, please)
set -euo pipefail
pyra=$1 backbone=$2 pictures=$3 work=$4 batch=$5 threads=$6
shift 6
mkdir -p "$work"
export OMP_NUM_THREADS=$threads
for ms in "$@"; do
  "$pyra" schedule --backbone "$backbone" --data "$pictures" --latency-ms "$ms" --batch "$batch" --threads "$threads" --pictures 32 \
    --evaluations 20 --out "$work/$ms.json" --json | python3 -c "import json, sys; r = json.load(sys.stdin); print('budget $ms: found', r['spelling'], round(r['ms'], 2), 'ms', flush=True)"
  for _ in 1 2 3; do
    "$pyra" bench --backbone "$backbone" --schedule "$work/$ms.json" --batch "$batch" --threads "$threads" --seconds 2 --rounds 3 --break-even off \
      --no-memory --json | python3 -c "import json, sys; r = json.load(sys.stdin)['rows'][0]; print('budget $ms: bench', round(r['ms'], 2), 'ms', format(r['ms'] / $ms - 1, '+.1%'), flush=True)"
  done
done
