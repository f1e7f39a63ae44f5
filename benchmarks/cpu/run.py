#!/usr/bin/env python3
"""Runs every cell of docs/performance.md that has no file yet; may be stopped and started again. Machine
idle, please.

benchmarks/cpu/run.py --pyra build/release/bin/pyra --out docs/performance [--only table]
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

from cells import cells


def run(options, name, words, target):
    command = [*options.prefix.split(), options.pyra, "bench", *words, "--json"]
    begin = time.monotonic()
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=None if options.verbose else subprocess.PIPE, text=True
    )
    if done.returncode != 0:
        print(
            f"{name}: failed with status {done.returncode}: {(done.stderr or '').strip()[-500:]}",
            file=sys.stderr,
        )
        return False
    result = json.loads(done.stdout)
    result["cell"] = name
    result["load_average"] = os.getloadavg()[0]
    result["command"] = "pyra bench " + " ".join(words)  # without the paths of this machine
    partial = target.with_suffix(".partial")
    partial.write_text(json.dumps(result, indent=1) + "\n")
    partial.rename(target)
    print(f"{name}: {time.monotonic() - begin:.0f} s", file=sys.stderr)
    return True


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default="build/release/bin/pyra")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("docs/performance"))
    parser.add_argument("--only", default="", help="cells whose name begins so")
    parser.add_argument(
        "--prefix", default="", help="words before the program, such as 'chrt -f 50' on a busy machine"
    )
    parser.add_argument("--list", action="store_true", help="print the cells and which are done")
    parser.add_argument("--verbose", action="store_true", help="show the progress of each cell")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name, words in cells():
        target = options.out / f"{name}.json"
        if options.list:
            print(f"{'done' if target.exists() else '    '}  {name}  {' '.join(words)}")
        elif name.startswith(options.only) and not target.exists():
            failed += not run(options, name, words, target)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
