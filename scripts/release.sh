#!/usr/bin/env bash
# Sets the tag of a release: release.sh [--check]. The version of CMakeLists.txt, the newest heading of
# CHANGELOG.md and the fixtures have to agree, and nothing may be uncommitted or unreleased.
# --check: says whether version, heading and fixtures agree, and sets nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^project(pyra VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
newest=$(sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -1)
fail() { echo "release.sh: $*" >&2; exit 1; }
case ${1-} in
  "" | --check) ;;
  *) fail "what is '$1'? Either nothing, which sets the tag, or --check" ;;
esac
[ -n "$version" ] || fail "CMakeLists.txt has no line that begins with project(pyra VERSION ...)"
[ "$version" = "$newest" ] ||
  fail "CMakeLists.txt says $version, but the newest version of CHANGELOG.md is ${newest:-missing};" \
    "write its heading, or raise VERSION"
[ -d "tests/fixtures/$version" ] ||
  fail "tests/fixtures/$version is missing: later versions must read what this one writes;" \
    "run tests/fixtures/make.py"
[ "${1-}" != --check ] || exit 0
! grep -q '^## Unreleased' CHANGELOG.md ||
  fail "CHANGELOG.md still has an Unreleased part; give it the version's name, or move it under $version"
[ -z "$(git status --porcelain)" ] || fail "the tree has changes that are not committed"
! git rev-parse -q --verify "refs/tags/$version" >/dev/null || fail "tag $version exists already"
git tag -a "$version" -m "pyra $version"
echo "tagged $(git rev-parse --short HEAD) as $version; send it with: git push origin $version" >&2
