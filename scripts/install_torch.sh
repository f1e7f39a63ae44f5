#!/usr/bin/env bash
# LibTorch from the PyPI wheel into .venv: the library and the two CUDA libraries it is linked to, no more
# (560 MB to download). It is enough for C++; Python's `import torch`, and so .venv/bin/torchrun, needs the
# rest: make test-deps.
# --cuda: and all of CUDA that it needs to train on a GPU (3 GB).
# --existing DIR: use the torch there instead (a site-packages folder or a virtual environment).
# --installed: installs nothing; status 1 where it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
version=2.11.0

if [ "${1:-}" = "--existing" ]; then
  [ -e "$2" ] || {
    echo "TORCH=$2 does not exist; name a virtual environment or a site-packages folder" >&2
    exit 2
  }
  exit 0
fi
installed() { ls .venv/lib/python3*/site-packages/torch-"$version"*.dist-info >/dev/null 2>&1; }
if [ "${1:-}" = "--installed" ]; then installed && exit 0 || exit 1; fi
if [ "${1:-}" = "--cuda" ]; then
  [ -x .venv/bin/python ] || python3 -m venv .venv
  exec .venv/bin/python -m pip install --disable-pip-version-check "torch==$version"
fi
installed && exit 0

echo "Installing torch $version into .venv (560 MB to download)" >&2
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --disable-pip-version-check --no-deps \
  "torch==$version" nvidia-cuda-runtime==13.0.96 nvidia-cuda-cupti==13.0.85
