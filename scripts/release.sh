#!/usr/bin/env bash
# Sets the tag of a release: release.sh [--check]. The version of CMakeLists.txt, the newest heading of CHANGELOG.md and the tree have to agree.
# --check: says whether they do, and sets nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^project(pyra VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
newest=$(sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' CHANGELOG.md | head -1)
fail() { echo "release.sh: $*" >&2; exit 1; }
[ "$version" = "$newest" ] || fail "CMakeLists.txt says $version, but the newest version of CHANGELOG.md is $newest; write its heading, or raise VERSION"
[ -d "tests/fixtures/$version" ] || fail "tests/fixtures/$version is missing: later versions must read what this one writes; run tests/fixtures/make.py"
[ "${1-}" != --check ] || exit 0
! grep -q '^## Unreleased' CHANGELOG.md || fail "CHANGELOG.md still has an Unreleased part; give it the version's name, or release what stands under $version"
[ -z "$(git status --porcelain)" ] || fail "the tree has changes that are not committed"
! git rev-parse -q --verify "refs/tags/$version" >/dev/null || fail "tag $version exists already"
git tag -a "$version" -m "pyra $version"
echo "tagged $(git rev-parse --short HEAD) as $version; send it with: git push origin $version" >&2
