#!/usr/bin/env bash
# Formatting of every C++, CUDA and Python file, ruff's short list, and lengths of lines and files:
#   check_style.sh [--fix]
# --fix mends what can be mended. The tools come from PyPI in the versions of check_requirements.txt, into
# build/check.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1-} in
  "" | --fix) fix=${1-} ;;
  *) echo "check_style.sh: what is '$1'? Either nothing, which looks, or --fix, which mends" >&2; exit 2 ;;
esac
tools=build/check
if ! cmp -s scripts/check_requirements.txt "$tools/requirements.txt"; then
  python3 -m venv "$tools"
  "$tools/bin/python" -m pip install -q --disable-pip-version-check -r scripts/check_requirements.txt
  cp scripts/check_requirements.txt "$tools/requirements.txt"
fi

# Files of this clone that match, those that are not committed yet too.
files_of() {
  git ls-files --cached --others --exclude-standard --deduplicate "$@" |
    while read -r file; do [ ! -f "$file" ] || echo "$file"; done
}
# Generated tables (.inc) and the files of the fixtures stay as they were written.
sources=$(files_of '*.cc' '*.h' '*.cu' '*.cuh' '*.c' ':!tests/fixtures')
texts=$(files_of 'CMakeLists.txt' '*/CMakeLists.txt' '*.cmake' '*.sh' .ci Makefile)
mapfile -t sources <<<"$sources"
mapfile -t texts <<<"$texts"
failed=0
if [ -n "$fix" ]; then
  "$tools/bin/clang-format" -i "${sources[@]}"
  "$tools/bin/ruff" check -q --fix . || failed=1
  "$tools/bin/ruff" format -q .
else
  "$tools/bin/clang-format" --dry-run -Werror "${sources[@]}" || failed=1
  "$tools/bin/ruff" check -q . || failed=1
  "$tools/bin/ruff" format -q --check --diff . || failed=1
fi
python3 scripts/check_sizes.py --lines 300 "${sources[@]}" || failed=1
python3 scripts/check_sizes.py "${texts[@]}" || failed=1
[ "$failed" = 0 ] || {
  echo "check_style.sh: see above; \`make format\` mends formatting, the rest is mended by hand" >&2
  exit 1
}
