#!/usr/bin/env bash
# Everything about the GPU, on a machine that has one: builds, tests, checks memory, measures, writes
# docs/gpu.md. Under nine minutes on 16 cores.
#   scripts/gpu_check.sh [BUILD]     (build/cuda; PYRA_PREBUILT=1 takes what is built there already as it is)
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/cuda}
cells=docs/gpu
command -v nvidia-smi >/dev/null && nvidia-smi -L | grep -q GPU || {
  echo "gpu-check: no NVIDIA GPU here (nvidia-smi lists none); run it on a machine with one" >&2
  exit 2
}
if [ "${PYRA_PREBUILT:-0}" != 1 ]; then
  scripts/install_cuda_compiler.sh
  # With training where this machine has the torch that pyra trains with.
  torch=$("${PYTHON:-python3}" -c 'import os, torch
if torch.__version__.startswith("2.11."):
  print(os.path.dirname(os.path.dirname(torch.__file__)))' 2>/dev/null || true)
  cmake --preset cuda ${torch:+-DPYRA_TRAIN=ON -DPYRA_TORCH_DIR="$torch"}
  cmake --build "$build" --target pyra pyra_cuda cuda_test cuda_kernel_bench
fi
mkdir -p "$cells"
facts=name,driver_version,clocks.max.sm,clocks.max.mem,memory.total,power.limit
nvidia-smi --query-gpu="$facts" --format=csv >"$cells/machine.txt"
"$build/bin/cuda_test" --gtest_brief=1 2>&1 | tail -20 | tee "$cells/tests.txt"
if command -v compute-sanitizer >/dev/null; then
  # The smallest cases: under the sanitizer a kernel is a hundred times slower.
  for tool in memcheck racecheck; do
    (
      echo "compute-sanitizer --tool $tool"
      timeout 90 compute-sanitizer --tool "$tool" --error-exitcode 1 \
        "$build/bin/cuda_test" --gtest_brief=1 --gtest_filter='*small*' 2>&1 | tail -3
    ) >"$cells/sanitizer_$tool.part" &
  done
  wait
  cat "$cells"/sanitizer_*.part | tee "$cells/sanitizer.txt"
  rm "$cells"/sanitizer_*.part
else
  echo "gpu-check: no compute-sanitizer on the PATH; its part is left out" >&2
fi
python=${PYTHON:-$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)}
"$python" benchmarks/cuda/measure.py --build "$build" --out "$cells"
"$python" benchmarks/cuda/page.py --cells "$cells" --page docs/gpu.md
echo "docs/gpu.md is written" >&2
