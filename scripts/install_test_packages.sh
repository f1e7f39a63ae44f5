#!/usr/bin/env bash
# What the tests compare with, into .venv: the real writers of checkpoints and the reference decoder of
# pictures. PYRA_TEST_WRITERS=off leaves them out; the tests that need them then skip and say so.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "${PYRA_TEST_WRITERS:-on}" = off ] && exit 0
scripts/install_packages.sh test_packages.txt || echo "Without them: tests that need them skip and say so" >&2
stamp=.venv/.test-packages
cmp -s scripts/test_requirements.txt "$stamp" && exit 0

echo "Installing the test packages into .venv (about 3 GB with what torch needs in Python)" >&2
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --disable-pip-version-check -r scripts/test_requirements.txt
cp scripts/test_requirements.txt "$stamp"
