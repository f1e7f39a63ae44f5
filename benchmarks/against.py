#!/usr/bin/env python3
"""Two builds of pyra against each other, in turns: against.py OLD NEW --names 0.2.0,HEAD --out FILE.json

Every round runs `pyra bench` of both (in changing order), inference and training. A cell's
ratio is the median over the rounds of new over old pictures a second, with its least and greatest; of
training the peak memory stands beside it. Run it on a machine with nothing else to do.
"""

import argparse
import json
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path

COMMON = ["--rounds", "1", "--break-even", "off", "--json"]
INFERENCE = "--schedule none,high --batch 1,8 --dtype f32,bf16,int8 --seconds 1.5 --no-memory"
TRAINING = "--batch 32 --dtype f32,bf16 --train --seconds"
RUNS = [
    ("vit_base_patch16_224", "infer", INFERENCE),
    ("vit_tiny_patch16_224", "infer", INFERENCE),
    ("vit_tiny_patch16_224", "train", f"{TRAINING} 4 --schedule none,high"),
    ("vit_base_patch16_224", "train", f"{TRAINING} 8 --schedule high"),
]


def cells(program, architecture, kind, options):
    """Pictures a second and peak memory of every cell, by its name."""
    command = [program, "bench", "--arch", architecture, *options.split(), *COMMON]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured = {}
    for row in json.loads(done.stdout)["rows"]:
        cell = f"{architecture} {kind} {row['schedule']} batch {row['batch']} {row['dtype']}"
        measured[cell] = row["img_per_s"], row.get("rss_mb")
    return measured


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("infer", "train"), help="one kind of cells")
    parser.add_argument("--names", default="old,new", help="what the two are, for the record: 0.2.0,1a2b3c4")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    speeds = {}
    for round_ in range(arguments.rounds):
        for run in [run for run in RUNS if arguments.only in (None, run[1])]:
            sides = [("old", arguments.old), ("new", arguments.new)]
            for side, program in sides if round_ % 2 == 0 else reversed(sides):
                for cell, measured in cells(program, *run).items():
                    speeds.setdefault(cell, {"old": [], "new": []})[side].append(measured)
        print(f"round {round_ + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
    table = {}
    for cell, of in speeds.items():
        ratios = [new[0] / old[0] for new, old in zip(of["new"], of["old"], strict=True)]
        table[cell] = {"ratio": statistics.median(ratios), "least": min(ratios), "greatest": max(ratios)}
        for side in ("old", "new"):
            table[cell][f"{side}_img_per_s"] = statistics.median(speed for speed, _ in of[side])
            if of[side][0][1]:
                table[cell][f"{side}_peak_mb"] = statistics.median(memory for _, memory in of[side])
        memory = " {old_peak_mb:6.0f} -> {new_peak_mb:.0f} MB" if "old_peak_mb" in table[cell] else ""
        line = "{:55s} {ratio:.3f} ({least:.3f} to {greatest:.3f})" + memory
        print(line.format(cell, **table[cell]))
    if arguments.out:
        names = dict(zip(("old", "new"), arguments.names.split(","), strict=True))
        record = {"date": str(date.today()), "rounds": arguments.rounds, **names, "cells": table}
        arguments.out.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
