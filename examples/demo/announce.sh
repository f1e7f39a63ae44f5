#!/usr/bin/env bash
# What `make demo` will cost on this machine, said before it starts; ends it where the disk cannot hold it.
set -euo pipefail
cd "$(dirname "$0")/../.."
# minutes on two idle cores, megabytes to download, megabytes on the disk
minutes=2 download=0 disk=20
step() {  # step MINUTES DOWNLOAD DISK TEXT
  minutes=$((minutes + $1)) download=$((download + $2)) disk=$((disk + $3))
  echo "  - $4" >&2
}
echo "make demo on this machine:" >&2
scripts/install_packages.sh --missing >/dev/null ||
  step 1 150 650 "Debian packages: $(scripts/install_packages.sh --missing | wc -l) and what they need"
[ -n "${TORCH:-}" ] || scripts/install_torch.sh --installed ||
  step 2 560 1900 "LibTorch out of PyPI's wheel, into .venv"
[ -x build/release/bin/pyra ] || step 6 0 300 "building build/release/bin/pyra; neither tests nor benchmarks"
echo "  - three trainings of a small backbone on 1,000 pictures: 2 minutes; results in build/demo" >&2
free=$(df --output=avail -m . | tail -1)
echo "About $minutes minutes on 2 idle cores, $download MB to download, $disk MB of disk" \
  "($((free)) MB are free)." >&2
[ "$free" -ge "$disk" ] || {
  echo "make demo: the disk holds $((free)) MB, $disk MB are needed; free some or clone elsewhere" >&2
  exit 1
}
