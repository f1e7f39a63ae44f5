#!/usr/bin/env python3
"""Runs `pyra adapt` over data sets, reducers and seeds and prints the table of docs/results.md.

Each finished cell is one small JSON file in --cells, so the command can be stopped and started again;
finished cells are skipped. `--table` only prints the table. Standard library only.

    benchmarks/adapt_table.py --pyra build/release/bin/pyra --backbone vit_tiny.safetensors --data-root DATA \
        --cells docs/results/cells
"""

import argparse
import json
import math
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile

EPOCHS = {"cifar100": 10, "flowers102": 5, "caltech101": 5}  # the data sets, and how long each trains
DATA = list(EPOCHS)
REDUCERS = ["none", "tome", "pyra"]
SEEDED = "cifar100"  # the data set with three seeds
KEPT = [
    "method",
    "width",
    "reducer",
    "schedule",
    "rates",
    "gmac",
    "speedup",
    "trainable_parameters",
    "epochs",
    "batch",
    "seed",
    "top1",
    "top5",
    "count",
    "train_seconds",
    "train_img_per_s",
    "model_img_per_s",
    "peak_rss_mb",
]
# Two-sided 95 % points of Student's t by degrees of freedom.
T95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571}


def cells():
    """Seed 0 of everything, then the other seeds of the reducers that are compared over seeds."""
    for data in DATA:
        for reducer in REDUCERS:
            yield data, reducer, 0
    for seed in (1, 2):
        for reducer in ("tome", "pyra"):
            yield SEEDED, reducer, seed


def run_cell(arguments, data, reducer, seed, target):
    scratch = tempfile.mkdtemp(prefix="pyra-cell-")
    options = [
        "adapt",
        "--data",
        str(arguments.data_root / data),
        "--reducer",
        reducer,
        "--schedule",
        "high",
        "--epochs",
        str(EPOCHS[data]),
        "--seed",
        str(seed),
        "--threads",
        str(arguments.threads),
    ]
    command = [
        arguments.pyra,
        *options,
        "--backbone",
        str(arguments.backbone),
        "--out",
        scratch + "/run",
        "--json",
    ]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        result = json.loads(done.stdout)
        cell = {
            "data": data,
            **{key: result[key] for key in KEPT if key in result},
            "threads": arguments.threads,
        }
        # Paths of this machine say nothing to a reader; the options do.
        shown = options.copy()
        shown[2] = "DATA/" + data
        cell["command"] = "pyra " + shlex.join(shown) + " --backbone BACKBONE --out OUT"
        partial = target.with_suffix(".partial")
        partial.write_text(json.dumps(cell, indent=1) + "\n")
        partial.rename(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def table(folder):
    found = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    print(
        "| data | epochs | method | GMAC | top-1, % | top-5, % | seeds | trainable |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    for data in DATA:
        for reducer in REDUCERS:
            group = [c for c in found if c["data"] == data and c["reducer"] == reducer]
            if not group:
                continue
            top1, top5 = [c["top1"] for c in group], [c["top5"] for c in group]
            spread = f" ± {statistics.stdev(top1):.2f}" if len(top1) > 1 else ""
            print(
                f"| {data} | {EPOCHS[data]} | {group[0]['method']} + {reducer} | {group[0]['gmac']:.3f} | "
                f"{statistics.mean(top1):.2f}{spread} | {statistics.mean(top5):.2f} | {len(group)} | "
                f"{int(group[0]['trainable_parameters'])} |"
            )
    by = {(c["data"], c["reducer"], c["seed"]): c["top1"] for c in found}
    differences = [
        by[SEEDED, "pyra", s] - by[SEEDED, "tome", s]
        for s in range(3)
        if (SEEDED, "pyra", s) in by and (SEEDED, "tome", s) in by
    ]
    if len(differences) > 1:
        half = T95[len(differences) - 1] * statistics.stdev(differences) / math.sqrt(len(differences))
        print(
            f"\nPYRA - ToMe on {SEEDED}, paired by seed: {statistics.mean(differences):+.2f} points, "
            f"95 % interval ± {half:.2f} ({', '.join(f'{d:+.2f}' for d in differences)})"
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default="build/release/bin/pyra")
    parser.add_argument("--backbone", type=pathlib.Path)
    parser.add_argument("--data-root", type=pathlib.Path, help="holds cifar100/, flowers102/ and caltech101/")
    parser.add_argument("--cells", type=pathlib.Path, default=pathlib.Path("docs/results/cells"))
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--table", action="store_true", help="print the table of the finished cells and stop")
    arguments = parser.parse_args()
    if not arguments.table:
        if not arguments.backbone or not arguments.data_root:
            sys.exit("--backbone and --data-root are needed to run cells")
        arguments.cells.mkdir(parents=True, exist_ok=True)
        for data, reducer, seed in cells():
            target = arguments.cells / f"{data}-{reducer}-seed{seed}.json"
            if not target.exists():
                print(f"{data} {reducer} seed {seed}", file=sys.stderr)
                run_cell(arguments, data, reducer, seed, target)
    table(arguments.cells)


if __name__ == "__main__":
    main()
