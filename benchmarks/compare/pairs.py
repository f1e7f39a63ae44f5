#!/usr/bin/env python3
"""Paired differences in top-1 between two rows of pyra compare, over the seeds that both have, with the 95 %
interval (Student's t).

    benchmarks/compare/pairs.py CELLS DATA 'METHOD@SCHEDULE' 'METHOD@SCHEDULE' [...]

Rows are taken two by two: the first minus the second.
"""

import json
import statistics
import sys
from pathlib import Path

T95 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306}


def top1_by_seed(cells, data, row):
    method, schedule = row.rsplit("@", 1)
    found = {}
    for settings, top1 in cells:
        if (settings["data"], settings["method"], settings["schedule"]) == (data, method, schedule):
            found[settings["seed"]] = top1
    return found


def main():
    folder, data, *rows = sys.argv[1:]
    records = [json.loads(file.read_text()) for file in sorted(Path(folder).glob("*-seed*.json"))]
    cells = [(record["settings"], record["top1"]) for record in records if "top1" in record]
    if len(rows) % 2:
        sys.exit(f"{len(rows)} rows are given, and rows are compared two by two; leave out or add one")
    print(
        "| first | second | top-1 of the first, % | of the second, % | difference, points | seeds |\n"
        "|---|---|---|---|---|---|"
    )
    for first, second in zip(rows[::2], rows[1::2], strict=True):
        a, b = top1_by_seed(cells, data, first), top1_by_seed(cells, data, second)
        seeds = sorted(a.keys() & b.keys())
        if not seeds:
            sys.exit(f"no seed has both {first} and {second} on {data}")
        differences = [a[seed] - b[seed] for seed in seeds]
        spread = ""
        if len(seeds) > 1:
            spread = f" ± {T95[len(seeds) - 1] * statistics.stdev(differences) / len(seeds) ** 0.5:.1f}"
        means = [f"{statistics.mean(values[seed] for seed in seeds):.1f}" for values in (a, b)]
        print(
            f"| {first} | {second} | {means[0]} | {means[1]} | "
            f"{statistics.mean(differences):+.1f}{spread} | {len(seeds)} |"
        )


if __name__ == "__main__":
    main()
