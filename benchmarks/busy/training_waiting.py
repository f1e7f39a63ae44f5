#!/usr/bin/env python3
"""How long libgomp's threads should wait awake: training at several GOMP_SPINCOUNT, alone and beside burners.

benchmarks/busy/training_waiting.py --pyra build/release/bin/pyra
"""

import argparse
import json
import os
import statistics
import subprocess

from busy import Burners

MODES = {
    "passive": {"OMP_WAIT_POLICY": "passive"},
    **{str(n): {"GOMP_SPINCOUNT": str(n)} for n in (1000, 3000, 10000, 30000, 300000)},
}
CELLS = [("vit_tiny_patch16_224", "low", 32), ("vit_demo_patch2_28", "high", 64)]


def speed(pyra, cell, variables):
    arch, schedule, batch = cell
    words = [
        pyra,
        "bench",
        "--train",
        "--arch",
        arch,
        "--schedule",
        schedule,
        "--batch",
        str(batch),
        "--seconds",
        "1.5",
        "--rounds",
        "1",
        "--json",
    ]
    result = subprocess.run(
        words, env={**os.environ, **variables}, capture_output=True, text=True, check=True
    )
    return json.loads(result.stdout)["rows"][0]["img_per_s"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default="build/release/bin/pyra")
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    print("| burners | model | " + " | ".join(MODES) + " |\n|" + "---|" * (len(MODES) + 2))
    for burners in (0, 2):
        with Burners(burners):
            for cell in CELLS:
                found = {mode: [] for mode in MODES}
                for _ in range(arguments.rounds):  # in turns
                    for mode, variables in MODES.items():
                        found[mode].append(speed(arguments.pyra, cell, variables))
                print(
                    f"| {burners} | {cell[0]}, {cell[1]} | "
                    + " | ".join(f"{statistics.mean(v):.0f}" for v in found.values())
                    + " |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
