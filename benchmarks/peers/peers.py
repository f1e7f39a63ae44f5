#!/usr/bin/env python3
"""Times pyra and other ways to run the same Vision Transformer, in turns, in one run; see README.md.

    python benchmarks/peers/peers.py --pyra build/release/bin/pyra --arch vit_base_patch16_224 --batch 1,8 \\
        --out peers.json
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default="build/release/bin/pyra")
    parser.add_argument("--arch", default="vit_base_patch16_224", help="known to pyra and to timm")
    parser.add_argument("--batch", default="1,8")
    parser.add_argument("--schedule", default="high", help="of the merging ones, beside none")
    parser.add_argument("--dtype", default="f32,bf16,int8", help="that pyra runs in")
    parser.add_argument("--peers", default="timm,timm-bf16,torch-tome,onnxruntime")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each one in each round")
    parser.add_argument("--out", type=pathlib.Path)
    return parser.parse_args()


def run_pyra(options, batch, dtype):
    """schedule -> img/s, and the peak."""
    command = [
        options.pyra,
        "bench",
        "--arch",
        options.arch,
        "--schedule",
        f"none;{options.schedule}",
        "--batch",
        str(batch),
        "--dtype",
        dtype,
        "--rounds",
        "1",
        "--seconds",
        str(options.seconds),
        "--threads",
        str(options.threads),
        "--break-even",
        "off",
        "--no-memory",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"status {done.returncode}"
        )
    result = json.loads(done.stdout)
    return result, {row["schedule"]: row["img_per_s"] for row in result["rows"]}


def pyra_rates(options):
    """The rates of the merging schedule, as pyra resolves it."""
    done = subprocess.run(
        [
            options.pyra,
            "bench",
            "--arch",
            options.arch,
            "--schedule",
            options.schedule,
            "--batch",
            "1",
            "--rounds",
            "1",
            "--seconds",
            "0",
            "--break-even",
            "off",
            "--no-memory",
            "--json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    rates = []
    for item in json.loads(done.stdout)["rows"][0]["rates"].split(","):
        rate, _, count = item.partition("x")
        rates += [int(rate)] * int(count or 1)
    return rates


def leave_out(left_out, name, reason):
    if name not in left_out:
        left_out[name] = str(reason).strip().splitlines()[0] if str(reason).strip() else repr(reason)
        print(f"left out: {name}: {left_out[name]}", file=sys.stderr)


def measure(options, batch, rates, left_out):
    """name -> img/s of every round; the peaks; facts of the machine."""
    import torch
    import torch_peers

    images = torch.randn(batch, 3, 224, 224)
    calls = {}
    for name in options.peers.split(","):
        make, merges = torch_peers.PEERS[name]
        try:
            with torch.inference_mode():
                calls[f"{name} {options.schedule if merges else 'none'}"] = make(options.arch, images, rates)
        except Exception as reason:  # a peer that is not there is no reason to stop
            leave_out(left_out, name, reason)
    dim = torch_peers.timm_model(options.arch).embed_dim
    mkl = torch_peers.MklPeak(dim, 197, batch)
    seen, peaks, facts = {}, {}, {}
    for turn in range(options.rounds):
        print(f"batch {batch}, round {turn + 1}/{options.rounds}", file=sys.stderr)
        for dtype in options.dtype.split(","):
            try:
                result, speeds = run_pyra(options, batch, dtype)
            except RuntimeError as reason:
                leave_out(left_out, f"pyra {dtype}", reason)
                continue
            facts = result["machine"]
            peaks.setdefault(dtype, []).append(result["peak"][dtype])
            for schedule, speed in speeds.items():
                seen.setdefault(f"pyra {dtype} {schedule}", []).append(speed)
        for name, call in calls.items():
            seen.setdefault(name, []).append(batch / torch_peers.time_calls(call, options.seconds))
        mkl.sweep()
    peaks = {dtype: statistics.median(values) for dtype, values in peaks.items()}
    return seen, {"onednn": peaks, "mkl_f32": mkl.result()}, facts


def table(seen):
    """Rows of (name, img/s, least, greatest, ratio of pyra f32 at the same schedule, its least, greatest)."""
    for name, speeds in seen.items():
        ours = seen.get(f"pyra f32 {name.split()[-1]}", [float("nan")] * len(speeds))
        ratios = [mine / other for mine, other in zip(ours, speeds, strict=True)]
        yield (
            name,
            statistics.median(speeds),
            min(speeds),
            max(speeds),
            statistics.median(ratios),
            min(ratios),
            max(ratios),
        )


def main():
    options = arguments()
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    try:
        import timm
        import torch
    except ImportError as missing:
        sys.exit(f"{missing}; run this with a Python that has torch and timm, see README.md")
    torch.set_num_threads(options.threads)
    rates, left_out, batches = pyra_rates(options), {}, []
    for batch in map(int, options.batch.split(",")):
        seen, peaks, facts = measure(options, batch, rates, left_out)
        print(
            f"\nbatch {batch}\n| what | img/s (min-max) | "
            "pyra f32 at the same schedule is so many times as fast (min-max) |\n|---|---|---|"
        )
        for name, middle, low, high, ratio, least, most in table(seen):
            print(f"| {name} | {middle:.2f} ({low:.2f}-{high:.2f}) | {ratio:.2f} ({least:.2f}-{most:.2f}) |")
        mkl = peaks["mkl_f32"]
        print(
            f"\nfloat32 peak: oneDNN {peaks['onednn'].get('f32', 0):.0f}, "
            f"MKL {mkl['gflops']:.0f} GFLOP/s ({mkl['shape']})"
        )
        batches.append({"batch": batch, "img_per_s": seen, "peak": peaks, "machine": facts})
    record = {
        "arch": options.arch,
        "schedule": options.schedule,
        "rates": rates,
        "threads": options.threads,
        "rounds": options.rounds,
        "batches": batches,
        "left_out": left_out,
        "versions": {
            "torch": torch.__version__,
            "timm": timm.__version__,
            "python": platform.python_version(),
        },
    }
    if options.out:
        options.out.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
