#!/usr/bin/env python3
"""Accuracy of every source rate at every target rate, with and without a ToCom; one JSON file a (data set,
source rate).

    benchmarks/tocom/matrix.py --pyra build/release/bin/pyra --runs WORK --data-root DATA \\
        --tocom tocom.safetensors

WORK holds the adapters of sources.sh. Finished files are skipped, missing adapters left out; run it again at
any time. --table prints docs/results.md's matrices from the files and runs nothing.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

DATA = ["cifar100", "flowers102", "caltech101"]
RATES = [0, 4, 8, 12, 16]


def top1(options, data, source, target, tocom):
    command = [
        options.pyra,
        "eval",
        "--model",
        options.runs / f"{data}-r{source}",
        "--data",
        options.data_root / data,
        "--schedule",
        f"r={target}",
        "--dtype",
        options.dtype,
        "--threads",
        str(options.threads),
        "--json",
    ]
    if tocom:
        command += ["--tocom", options.tocom]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{data} r={source} at r={target}: {done.stderr.strip()[-400:]}")
    told = json.loads(done.stdout)
    return {"top1": told["top1"], "loss": told["loss"], "count": told["count"]}


def measure(options, data, source):
    target_file = options.out / f"{data}-r{source}.json"
    if target_file.exists() or not (options.runs / f"{data}-r{source}" / "adapter.safetensors").exists():
        return
    cell = {
        "data": data,
        "source": source,
        "dtype": options.dtype,
        "epochs": 10,
        "seed": 0,
        "plain": {},
        "tocom": {},
    }
    for target in RATES:
        cell["plain"][target] = top1(options, data, source, target, False)
        cell["tocom"][target] = (
            top1(options, data, source, target, True) if target != source else cell["plain"][target]
        )
    partial = target_file.with_suffix(".partial")
    partial.write_text(json.dumps(cell, indent=1) + "\n")
    os.replace(partial, target_file)
    print(f"{data} r={source}: done", file=sys.stderr)


def spread(values):
    if len(values) < 2:
        return "not known yet"
    deviation, least, most = statistics.stdev(values), min(values), max(values)
    return f"{statistics.mean(values):+.2f} (standard deviation {deviation:.2f}, {least:+.1f} to {most:+.1f})"


def table(options):
    """`room`: what a compensator could win back at most, one tuned at the target rate less this one."""
    gains, rooms, loss_changes = [], [], []
    for data in DATA:
        files = {source: options.out / f"{data}-r{source}.json" for source in RATES}
        cells = {source: json.loads(file.read_text()) for source, file in files.items() if file.exists()}
        if not cells:
            continue
        print(f"\n{data}: top-1 without ToCom -> with it\n")
        print(
            "| tuned at | "
            + " | ".join(f"runs at {rate}" for rate in RATES)
            + " |\n|"
            + "---|" * (len(RATES) + 1)
        )
        of_data, room_of_data = [], []
        for source, cell in cells.items():
            words = []
            for target in RATES:
                plain, with_tocom = (cell[kind][str(target)]["top1"] for kind in ("plain", "tocom"))
                words.append(f"{plain:.1f}" if target == source else f"{plain:.1f} -> {with_tocom:.1f}")
                if target == source:
                    continue
                of_data.append(with_tocom - plain)
                loss_changes.append(
                    cell["tocom"][str(target)]["loss"] / cell["plain"][str(target)]["loss"] - 1
                )
                if target in cells:
                    room_of_data.append(cells[target]["plain"][str(target)]["top1"] - plain)
            print(f"| {source} | " + " | ".join(words) + " |")
        gains += of_data
        rooms += room_of_data
        print(
            f"\nMean gain over {len(of_data)} mismatched cells: {spread(of_data)}; "
            f"tuned at the target rate instead: {spread(room_of_data)}"
        )
    if gains:
        print(
            f"\nAll {len(gains)} mismatched cells: gain {spread(gains)}; "
            f"{sum(gain > 0 for gain in gains)} gain, {sum(gain < 0 for gain in gains)} lose; "
            f"cross-entropy changes by {100 * statistics.mean(loss_changes):+.1f} % on average. "
            f"Tuned at the target rate instead: {spread(rooms)}"
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default="build/release/bin/pyra")
    parser.add_argument("--runs", type=pathlib.Path, help="folder of the adapters")
    parser.add_argument("--data-root", type=pathlib.Path)
    parser.add_argument("--tocom", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("docs/tocom"))
    parser.add_argument("--dtype", default="f32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", default="", help="data sets whose name begins so")
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    if options.table:
        table(options)
        return
    if not (options.runs and options.data_root and options.tocom):
        parser.error("--runs, --data-root and --tocom are needed to measure (or give --table)")
    options.out.mkdir(parents=True, exist_ok=True)
    for data in DATA:
        for source in RATES:
            if data.startswith(options.only):
                measure(options, data, source)


if __name__ == "__main__":
    main()
