#!/usr/bin/env bash
# The small build on a machine that has nothing: packages, configuring, building, the version, one prediction,
# and programs in C and C++ on what it installs, in a minimal Debian of its own, deleted before and after.
# Where no such machine can be made it says why and passes.
#   scripts/fresh_check.sh bookworm|trixie [NAME=VALUE for cmake...]
set -euo pipefail
cd "$(dirname "$0")/.."
suite=$1
skip() { echo "fresh machine ($suite): SKIPPED, $1" >&2; exit 0; }
[ "$(id -u)" -eq 0 ] || skip "only root can make one (debootstrap, chroot)"
command -v debootstrap >/dev/null ||
  apt-get install -y -q --no-install-recommends debootstrap >/dev/null 2>&1 ||
  skip "there is no debootstrap here and apt-get cannot install it"
unshare --mount true 2>/dev/null ||
  skip "this machine may not mount anything (a container without the right to?)"

machine=(scripts/fresh_machine.sh --suite "$suite" --root "${TMPDIR:-/tmp}/pyra-check-$suite")
delete() { "${machine[@]}" --delete; }
delete
trap delete EXIT
log=$(mktemp)
# Everything that CMake has to say is read: a warning is a failure here.
"${machine[@]}" "set -e
  make packages >packages.log 2>&1 || { tail -20 packages.log; exit 1; }
  cmake -B build -DPYRA_TRAIN=OFF
  cmake --build build --target pyra --parallel \$(nproc) -- --quiet
  build/bin/pyra --version
  build/bin/pyra predict --backbone examples/demo/vit_demo_patch2_28.safetensors docs/images/tokens.png
  scripts/try_installed.sh build" \
  2>&1 | tee "$log"
if grep -n "CMake Warning\|CMake Deprecation" "$log"; then
  echo "fresh machine ($suite): CMake warned, see above" >&2
  exit 1
fi
rm "$log"
echo "fresh machine ($suite): passed" >&2
