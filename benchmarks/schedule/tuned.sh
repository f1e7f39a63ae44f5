#!/usr/bin/env bash
# docs/results.md's found schedules of tuned models: searched on every second test picture, without its label,
# of an adapter that was tuned with every token; tested on the others, beside the paper's and uniform rates at
# the same MACs.
#   benchmarks/schedule/tuned.sh PYRA DATA WORK SPEEDUP REDUCER RUN...
# DATA/test holds class folders. The search runs the first RUN, all of them are tested. TRAIN=1: searched on
# DATA/train instead.
set -euo pipefail
pyra=$1 data=$(realpath "$2") work=$3 speedup=$4 reducer=$5
shift 5
part=${TRAIN:+train}
found=$work/found-$reducer-$speedup${part:+-$part}.json
mkdir -p "$work"
python3 - "$data/test" "$work" <<'PY'
import sys
from pathlib import Path
test, work = Path(sys.argv[1]), Path(sys.argv[2])
folders = sorted(path for path in test.iterdir() if path.is_dir())
pictures = [(picture, label) for label, folder in enumerate(folders) for picture in sorted(folder.iterdir())]
(work / "searched").mkdir(exist_ok=True)
for i, (picture, _) in enumerate(pictures[::2]):
    link = work / "searched" / f"{i}{picture.suffix}"
    link.unlink(missing_ok=True)
    link.symlink_to(picture)
tested = (f"{picture.relative_to(test.parent)} {label}\n" for picture, label in pictures[1::2])
(work / "tested.txt").write_text("".join(tested))
PY
searched=$work/searched
[ -z "$part" ] || searched=$data/train
common=(--reducer "$reducer" --dtype bf16 --threads 1)
[ -e "$found" ] ||
  "$pyra" schedule --model "$1" "${common[@]}" --data "$searched" --speedup "$speedup" --out "$found"
known=$(python3 -c "import json; print(*(k['spelling'] for k in json.load(open('$found'))['known']))")
for run in "$@"; do
  for schedule in none low high $known "$found"; do
    "$pyra" eval --model "$run" "${common[@]}" --data "$data" --list "$work/tested.txt" \
      --schedule "$schedule" --json | python3 -c "import json, sys
r = json.load(sys.stdin)
print('$run', '$schedule', *(round(r[k], 3) for k in ('gmac', 'top1', 'loss')), flush=True)"
  done
done
