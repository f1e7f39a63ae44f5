#!/usr/bin/env python3
"""What more threads are worth beside other work: default threads against one, with processes that only burn.

    benchmarks/busy/busy.py --pyra build/release/bin/pyra                       # docs/performance.md's table
    benchmarks/busy/busy.py --pyra build/release/bin/pyra --against OLD/pyra    # idle, against another build

On a machine that is otherwise idle. Both sides of a ratio are measured in turns, and the ratio is the median
over rounds.
"""

import argparse
import json
import os
import subprocess
import sys

CELL = ["--arch", "vit_tiny_patch16_224", "--schedule", "high", "--batch", "8", "--dtype", "f32"]
QUICK = ["--rounds", "1", "--no-memory", "--break-even", "off", "--json"]


class Burners:
    """Processes that take what they can get, as long as this lasts."""

    def __init__(self, count):
        self.count, self.processes = count, []

    def __enter__(self):
        for _ in range(self.count):
            self.processes.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()


def rate(pyra, options, *words):
    """img/s of the cell."""
    train = ["--train"] if options.train else []
    command = [pyra, "bench", *CELL, *train, *QUICK, "--seconds", str(options.seconds), *words]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout)["rows"][0]["img_per_s"]


def median(values):
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def interval(values):
    """Of the median, at 95 % or a little more, by the sign test: from the k-th least to the k-th greatest."""
    ordered, below, k, ways = sorted(values), 0.0, 0, 1.0
    while True:
        below += ways / 2 ** len(ordered)
        if 2 * below > 0.05 or k >= len(ordered) // 2:
            break
        k += 1
        ways = ways * (len(ordered) - k + 1) / k
    k = max(k, 1)
    return ordered[k - 1], ordered[-k]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default="build/release/bin/pyra")
    parser.add_argument("--against", help="another build, compared at default threads without burners")
    parser.add_argument(
        "--burners",
        default="0,1,2,4",
        help="how many at a time, separated by commas; '' for none of these rows",
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle-rounds", type=int, default=12, help="with --against")
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    parser.add_argument("--train", action="store_true", help="training steps instead of inference")
    options = parser.parse_args()

    print(f"load before: {os.getloadavg()[0]:.2f}", file=sys.stderr)
    if options.burners:
        print(
            "| burners | one thread, img/s | default threads, img/s | ratio (min-max) |\n|---|---|---|---|",
            flush=True,
        )
    for count in [int(word) for word in options.burners.split(",") if word]:
        with Burners(count):
            pairs = [
                (rate(options.pyra, options, "--threads", "1"), rate(options.pyra, options))
                for _ in range(options.rounds)
            ]
        ratios = [many / one for one, many in pairs]
        ones, manies = zip(*pairs, strict=True)
        print(
            f"| {count} | {median(ones):.0f} | {median(manies):.0f} | "
            f"{median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}) |",
            flush=True,
        )
    if options.against:
        ratios = []
        for index in range(options.idle_rounds):
            sides = [options.pyra, options.against] if index % 2 else [options.against, options.pyra]
            seen = {side: rate(side, options) for side in sides}
            ratios.append(seen[options.pyra] / seen[options.against])
        low, high = interval(ratios)
        print(
            f"idle, default threads, this build over the other, {len(ratios)} rounds: "
            f"median {median(ratios):.3f}, 95 % interval {low:.3f} to {high:.3f}"
        )


if __name__ == "__main__":
    main()
