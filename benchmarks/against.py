#!/usr/bin/env python3
"""Two builds of pyra against each other, in turns: against.py OLD NEW --names 0.2.0,HEAD --out FILE.json

Every round runs `pyra bench` of both (in changing order), inference and training. A cell's
ratio is the median over the rounds of new over old pictures a second, with its least and greatest. Run it on
a machine with nothing else to do.
"""

import argparse
import json
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path

COMMON = ["--rounds", "1", "--no-memory", "--break-even", "off", "--json"]
INFERENCE = "--schedule none,high --batch 1,8 --dtype f32,bf16,int8 --seconds 1.5"
TRAINING = "--schedule none,high --batch 32 --dtype f32,bf16 --train --seconds 4"
RUNS = [
    ("vit_base_patch16_224", "infer", INFERENCE),
    ("vit_tiny_patch16_224", "infer", INFERENCE),
    ("vit_tiny_patch16_224", "train", TRAINING),
]


def cells(program, architecture, kind, options):
    """Pictures a second of every cell, by its name."""
    command = [program, "bench", "--arch", architecture, *options.split(), *COMMON]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {
        f"{architecture} {kind} {row['schedule']} batch {row['batch']} {row['dtype']}": row["img_per_s"]
        for row in json.loads(done.stdout)["rows"]
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--names", default="old,new", help="what the two are, for the record: 0.2.0,1a2b3c4")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    speeds = {}
    for round_ in range(arguments.rounds):
        for run in RUNS:
            sides = [("old", arguments.old), ("new", arguments.new)]
            for side, program in sides if round_ % 2 == 0 else reversed(sides):
                for cell, speed in cells(program, *run).items():
                    speeds.setdefault(cell, {"old": [], "new": []})[side].append(speed)
        print(f"round {round_ + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
    table = {}
    for cell, of in speeds.items():
        ratios = [new / old for new, old in zip(of["new"], of["old"], strict=True)]
        table[cell] = {
            "ratio": statistics.median(ratios),
            "least": min(ratios),
            "greatest": max(ratios),
            "old_img_per_s": statistics.median(of["old"]),
            "new_img_per_s": statistics.median(of["new"]),
        }
        print("{:55s} {ratio:.3f} ({least:.3f} to {greatest:.3f})".format(cell, **table[cell]))
    if arguments.out:
        names = dict(zip(("old", "new"), arguments.names.split(","), strict=True))
        record = {"date": str(date.today()), "rounds": arguments.rounds, **names, "cells": table}
        arguments.out.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
