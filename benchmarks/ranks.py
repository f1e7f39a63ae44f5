#!/usr/bin/env python3
"""What several processes cost and bring on one machine: one process with T threads beside T processes with
one thread each, alternating.

One epoch on the first pictures of a list, batch 32 over all; prints img/s of both and the ratio of each
round. Standard library only; the machine otherwise idle.

    benchmarks/ranks.py --backbone vit_tiny.safetensors --data DATA/cifar100 --out docs/performance/ranks.json
"""

import argparse
import json
import os
import pathlib
import socket
import statistics
import subprocess
import tempfile


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def train(command, out, ranks, threads):
    """img/s of the epoch, of all ranks together."""
    port = free_port()
    processes = [
        subprocess.Popen(
            [*command, "--out", str(out), "--threads", str(threads)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "RANK": str(rank), "WORLD_SIZE": str(ranks), "MASTER_PORT": str(port)},
        )
        for rank in range(ranks)
    ]
    statuses = [process.wait() for process in processes]
    if any(statuses):
        raise SystemExit(f"{ranks} ranks failed; try the command by hand: {' '.join(command)}")
    return json.loads((out / "log.jsonl").read_text().splitlines()[-1])["img_per_s"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default="build/release/bin/pyra")
    parser.add_argument("--backbone", required=True)
    parser.add_argument("--data", type=pathlib.Path, required=True, help="holds train800val200.txt")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=2, help="T")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for schedule in ("none", "high", "elastic"):
            command = [
                arguments.pyra,
                "adapt",
                "--backbone",
                arguments.backbone,
                "--data",
                str(arguments.data),
                "--train-list",
                str(arguments.data / "train800val200.txt"),
                "--schedule",
                schedule,
                "--epochs",
                "1",
                "--seed",
                "0",
            ]
            rows = results[schedule] = {"one process": [], "ranks": []}
            for repeat in range(arguments.rounds):
                rows["one process"].append(
                    train(command, scratch / f"{schedule}one{repeat}", 1, arguments.count)
                )
                rows["ranks"].append(train(command, scratch / f"{schedule}ranks{repeat}", arguments.count, 1))
    arguments.out.write_text(json.dumps(results, indent=1) + "\n")
    print(
        f"| schedule | one process, {arguments.count} threads (min-max), img/s | "
        f"{arguments.count} ranks, img/s | ratio (min-max) |\n|---|---|---|---|"
    )
    for schedule, rows in results.items():
        ratios = [b / a for a, b in zip(rows["one process"], rows["ranks"], strict=True)]
        cells = [
            f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"
            for values, digits in ((rows["one process"], 1), (rows["ranks"], 1), (ratios, 2))
        ]
        print(f"| `{schedule}` | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
