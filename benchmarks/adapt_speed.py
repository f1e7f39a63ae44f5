#!/usr/bin/env python3
"""Speed and memory of training and inference with and without merging, on an otherwise idle machine.

One epoch on the first pictures of a list, the reducers in turn, several rounds; prints medians, spread and
the ratio to the uncompressed run of the same round. Standard library only.

    benchmarks/adapt_speed.py --backbone vit_tiny.safetensors --data DATA/cifar100 \\
        --out docs/results/speed.json
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

REDUCERS = ["none", "tome", "pyra"]
FIGURES = {
    "train_img_per_s": "training, img/s",
    "model_img_per_s": "inference, img/s",
    "peak_rss_mb": "peak memory, MB",
}


def head(source, count, target):
    lines = source.read_text().splitlines()[:count]
    target.write_text("\n".join(lines) + "\n")
    return str(target)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default="build/release/bin/pyra")
    parser.add_argument("--backbone", required=True)
    parser.add_argument(
        "--data", type=pathlib.Path, required=True, help="holds train800val200.txt and test.txt"
    )
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pictures", type=int, default=320)
    arguments = parser.parse_args()
    results = {reducer: {figure: [] for figure in FIGURES} for reducer in REDUCERS}
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        train = head(arguments.data / "train800val200.txt", 1000, scratch / "train.txt")
        test = head(arguments.data / "test.txt", arguments.pictures, scratch / "test.txt")
        for repeat in range(arguments.rounds):
            for reducer in REDUCERS:
                run = subprocess.run(
                    [
                        arguments.pyra,
                        "adapt",
                        "--backbone",
                        arguments.backbone,
                        "--data",
                        str(arguments.data),
                        "--train-list",
                        train,
                        "--test-list",
                        test,
                        "--reducer",
                        reducer,
                        "--schedule",
                        "high",
                        "--epochs",
                        "1",
                        "--json",
                        "--out",
                        str(scratch / f"{reducer}{repeat}"),
                    ],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                    check=True,
                )
                result = json.loads(run.stdout)
                for figure in FIGURES:
                    results[reducer][figure].append(round(result[figure], 2))
    arguments.out.write_text(json.dumps(results, indent=1) + "\n")
    print(
        "| reducer | "
        + " | ".join(f"{name} (min-max), ratio" for name in FIGURES.values())
        + " |\n|---|---|---|---|"
    )
    for reducer in REDUCERS:
        cells = []
        for figure in FIGURES:
            values = results[reducer][figure]
            ratio = statistics.median(v / b for v, b in zip(values, results["none"][figure], strict=True))
            cells.append(
                f"{statistics.median(values):.1f} ({min(values):.1f}-{max(values):.1f}), {ratio:.2f}x"
            )
        print(f"| {reducer} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
