#!/usr/bin/env bash
# Formatting of every C++, CUDA and Python file, and ruff's short list: check_style.sh [--fix]. --fix mends what can be mended.
# The tools come from PyPI in the versions of check_requirements.txt, into build/check.
set -euo pipefail
cd "$(dirname "$0")/.."
fix=
[ "${1-}" = --fix ] && fix=1
tools=build/check
if ! cmp -s scripts/check_requirements.txt "$tools/requirements.txt"; then
  python3 -m venv "$tools"
  "$tools/bin/python" -m pip install -q --disable-pip-version-check -r scripts/check_requirements.txt
  cp scripts/check_requirements.txt "$tools/requirements.txt"
fi

# Generated tables (.inc) and the files of the fixtures stay as they were written.
mapfile -t files < <(git ls-files '*.cc' '*.h' '*.cu' '*.c' ':!tests/fixtures')
failed=0
if [ -n "$fix" ]; then
  "$tools/bin/clang-format" -i "${files[@]}"
  "$tools/bin/ruff" check -q --fix .
  "$tools/bin/ruff" format -q .
else
  "$tools/bin/clang-format" --dry-run -Werror "${files[@]}" || failed=1
  "$tools/bin/ruff" check -q . || failed=1
  "$tools/bin/ruff" format -q --check --diff . || failed=1
fi

# Sizes: no file of C++ over 300 lines, no line over 110 columns.
awk 'FNR == 301 { print FILENAME ": more than 300 lines; split it by idea"; bad = 1 } END { exit bad }' "${files[@]}" || failed=1
mapfile -t texts < <(git ls-files 'CMakeLists.txt' '*/CMakeLists.txt' '*.cmake' '*.sh' .ci Makefile)
awk 'length > 110 { print FILENAME ":" FNR ": " length " columns; 110 are the most" ; bad = 1 } END { exit bad }' "${texts[@]}" || failed=1
[ "$failed" = 0 ] || { echo "check_style.sh: see above; \`make format\` mends formatting" >&2; exit 1; }
