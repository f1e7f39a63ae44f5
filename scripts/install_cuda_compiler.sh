#!/usr/bin/env bash
# The CUDA 13.0 compiler and cuBLAS out of PyPI's wheels into .venv, laid out as a toolkit in .venv/cuda: for
# machines with a driver but no toolkit (about 700 MB to download). Does nothing where nvcc is on the PATH,
# unless --force is given.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" != "--force" ] && command -v nvcc >/dev/null; then
  echo "nvcc is on the PATH: $(command -v nvcc)" >&2
  exit 0
fi
[ -x .venv/cuda/bin/nvcc ] && exit 0

echo "Installing the CUDA 13.0 compiler into .venv (about 700 MB to download)" >&2
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install -q --disable-pip-version-check --no-deps \
  nvidia-cuda-nvcc==13.0.88 nvidia-cuda-crt==13.0.88 nvidia-nvvm==13.0.88 nvidia-cuda-cccl==13.0.85 \
  nvidia-cuda-runtime==13.0.96 nvidia-cublas==13.1.0.3
wheel=$(ls -d .venv/lib/python3*/site-packages/nvidia/cu13 | head -1)
rm -rf .venv/cuda.partial
mkdir -p .venv/cuda.partial/lib64
for part in bin include nvvm; do ln -s "$PWD/$wheel/$part" ".venv/cuda.partial/$part"; done
for library in "$wheel"/lib/*; do
  name=$(basename "$library")
  ln -s "$PWD/$library" ".venv/cuda.partial/lib64/$name"
  # Wheels bring no names for the linker.
  case $name in *.so.*) ln -sfn "$name" ".venv/cuda.partial/lib64/${name%%.so.*}.so" ;; esac
done
ln -s lib64 .venv/cuda.partial/lib
mv -T .venv/cuda.partial .venv/cuda
.venv/cuda/bin/nvcc --version | tail -2 >&2
