#!/usr/bin/env bash
# Installs the Debian packages of a list that are missing: install_packages.sh [--missing] [LIST]; LIST, a
# file beside this one, is packages.txt unless given. Asks for sudo only when not root and only when needed.
# --missing: names them, one a line, installs nothing, status 1 where there are any.
set -euo pipefail
cd "$(dirname "$0")"

only_say=
[ "${1:-}" = --missing ] && { only_say=1; shift; }
mapfile -t wanted < <(grep -v '^#' "${1:-packages.txt}")
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" ||
    missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
[ -n "$only_say" ] && { printf '%s\n' "${missing[@]}"; exit 1; }

echo "Installing: ${missing[*]}" >&2
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "Missing packages and no sudo; as root: apt-get install ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends)
"${as_root[@]}" apt-get update -q
"${install[@]}" -q --download-only "${missing[@]}"   # says what it fetches
"${install[@]}" -qq -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
