#!/usr/bin/env bash
# The adapters of docs/results.md's ToCom matrices: one a data set and uniform source rate, ToMe + LoRA, 10
# epochs. Finished runs are skipped, interrupted ones resumed; several of these may run at once.
#   benchmarks/tocom/sources.sh PYRA BACKBONE DATA_ROOT WORK [DATA_SET...]
set -uo pipefail
pyra=$1 backbone=$2 root=$3 work=$4
shift 4
for data in "${@:-cifar100 flowers102 caltech101}"; do
  for rate in 0 16 8 4 12; do
    out=$work/$data-r$rate
    [ -e "$out/adapter.safetensors" ] && continue
    resume=()
    [ -e "$out/last.ckpt" ] && resume=(--resume)
    mkdir -p "$work"
    "$pyra" adapt --backbone "$backbone" --data "$root/$data" --reducer tome --schedule "r=$rate" \
      --epochs 10 --precision bf16 --seed 0 --threads 1 --out "$out" "${resume[@]}" --json \
      > "$out.json.partial" 2> "$out.log" &&
      mv "$out.json.partial" "$out.json"
  done
done
