#!/usr/bin/env bash
# docs/results.md's found schedule of a tuned model: searched on the training pictures, without their labels, of an adapter
# that was tuned with every token; tested on the test pictures, beside the paper's and uniform rates at the same MACs.
#   benchmarks/schedule/tuned.sh PYRA DATA WORK SPEEDUP REDUCER RUN...
# The search looks at the first RUN, all of them are tested.
set -euo pipefail
pyra=$1 data=$2 work=$3 speedup=$4 reducer=$5
shift 5
found=$work/found-$reducer-$speedup.json
mkdir -p "$work"
[ -e "$found" ] || "$pyra" schedule --model "$1" --reducer "$reducer" --data "$data" --speedup "$speedup" --dtype bf16 --threads 1 --out "$found"
known=$(python3 -c "import json; print(*(k['spelling'] for k in json.load(open('$found'))['known']))")
for run in "$@"; do
  for schedule in none low high $known "$found"; do
    "$pyra" eval --model "$run" --data "$data" --reducer "$reducer" --schedule "$schedule" --dtype bf16 --threads 1 --json |
      python3 -c "import json, sys; r = json.load(sys.stdin); print('$run', '$schedule', *(round(r[k], 3) for k in ('gmac', 'top1', 'loss')), flush=True)"
  done
done
