#!/usr/bin/env python3
"""Measures the GPU engine and writes one JSON file a part, so that a part that failed or had no time is
missing and nothing else.

benchmarks/cuda/measure.py --build build/cuda --out docs/gpu [--seconds 1] [--arch vit_base,vit_large]
timm's fused-attention ViT runs in the same rounds where this Python has torch and timm.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time

ARCHITECTURES = {"vit_base": "vit_base_patch16_224", "vit_large": "vit_large_patch16_224"}
BATCHES, SCHEDULES = (1, 64, 512), ("none", "low", "high")
TRAINING = [
    (32, "bf16", "none,low,high", False),
    (32, "bf16", "none,high", True),
    (32, "f32", "none,high", False),
    (256, "bf16", "none,low,high", False),
]


def pyra_cells(pyra, arch, dtype, seconds):
    """Rows of `pyra bench` of an architecture in one precision; a process for every batch, for its memory."""
    rows = []
    for batch in BATCHES:
        run = subprocess.run(
            [
                str(pyra),
                "bench",
                "--arch",
                ARCHITECTURES[arch],
                "--reducer",
                "pyra",
                "--device",
                "cuda",
                "--dtype",
                dtype,
                "--batch",
                str(batch),
                "--schedule",
                ",".join(SCHEDULES),
                "--rounds",
                "5",
                "--seconds",
                str(seconds),
                "--break-even",
                "off",
                "--profile",
                "--json",
            ],
            capture_output=True,
            text=True,
            timeout=240,
        )
        if run.returncode != 0:
            print(f"{arch} {dtype} batch {batch}: {run.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            continue
        result = json.loads(run.stdout)
        for row in result["rows"]:
            rows.append({"arch": arch, **row, "peak_gflops": result["peak"][dtype]})
        machine = result["machine"]
    return rows, (machine if rows else {})


def timm_rows(arch, dtype, seconds):
    """Milliseconds of timm's model on pictures that are on the GPU already; float32 without TF32.."""
    import timm
    import torch

    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    kind = {"f32": torch.float32, "bf16": torch.bfloat16}[dtype]
    model = timm.create_model(ARCHITECTURES[arch], pretrained=False).eval().cuda().to(kind)
    rows = []
    for batch in BATCHES:
        images = torch.randn(batch, 3, 224, 224, device="cuda", dtype=kind)
        with torch.inference_mode():
            for _ in range(3):
                model(images)
            torch.cuda.synchronize()
            times, start = [], time.time()
            while time.time() - start < seconds or len(times) < 5:
                begin = time.time()
                model(images)
                torch.cuda.synchronize()
                times.append(time.time() - begin)
        times.sort()
        rows.append(
            {
                "arch": arch,
                "dtype": dtype,
                "batch": batch,
                "ms": 1e3 * times[len(times) // 2],
                "ms_min": 1e3 * times[0],
                "ms_max": 1e3 * times[-1],
                "img_per_s": batch / times[len(times) // 2],
                "calls": len(times),
                "timm": timm.__version__,
                "torch": torch.__version__,
            }
        )
    return rows


def training_rows(pyra, device, arch, cells, seconds):
    """Steps with LoRA-12 and PYRA as `pyra bench --train` times them, each cell a process of its own, then
    the same by plain torch operations. `cells`: batch, dtype, schedules, whether every operation is queued
    anew. Nothing where pyra was built without training."""
    rows = []
    for batch, dtype, schedules, eager in cells:
        run = subprocess.run(
            [
                str(pyra),
                "bench",
                "--train",
                "--arch",
                arch,
                "--device",
                device,
                "--dtype",
                dtype,
                "--batch",
                str(batch),
                "--schedule",
                schedules,
                "--rounds",
                "2",
                "--seconds",
                str(seconds),
                "--json",
            ]
            + ["--eager"] * eager,
            capture_output=True,
            text=True,
            timeout=240,
        )
        if run.returncode != 0:
            print(f"training {dtype} batch {batch}: {run.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            continue
        rows += [
            row | {"steps": "queued anew" if eager else "recorded"} for row in json.loads(run.stdout)["rows"]
        ]
    return rows + [
        plain
        for row in rows
        if row["steps"] == "recorded"
        for plain in plain_rows(row, device, arch, seconds)
    ]


def plain_rows(row, device, arch, seconds):
    """One row of torch's own operations for a row of pyra's; none where torch or timm is missing."""
    script = pathlib.Path(__file__).parent / "plain_training.py"
    run = subprocess.run(
        [
            sys.executable,
            str(script),
            "--model",
            arch,
            "--batch",
            str(row["batch"]),
            "--rates",
            row["rates"],
            "--dtype",
            row["dtype"],
            "--device",
            device,
            "--seconds",
            str(seconds),
        ],
        capture_output=True,
        text=True,
        timeout=240,
    )
    if run.returncode != 0:
        print(f"plain training left out: {run.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return []
    found = json.loads(run.stdout)
    rates = sorted(row["batch"] / second for second in found["seconds"])
    return [
        {
            "schedule": row["schedule"],
            "batch": row["batch"],
            "dtype": row["dtype"],
            "steps": "plain torch " + found["torch"],
            "img_per_s": rates[len(rates) // 2],
            "img_per_s_min": rates[0],
            "img_per_s_max": rates[-1],
            "device_mb": found["device_bytes"] / 1e6,
        }
    ]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--build", type=pathlib.Path, default="build/cuda")
    parser.add_argument("--out", type=pathlib.Path, default="docs/gpu")
    parser.add_argument("--seconds", type=float, default=1.0, help="of each cell")
    parser.add_argument("--arch", default="vit_base,vit_large")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    engine, peers, machine = [], [], {}
    for arch in options.arch.split(","):
        for dtype in ("bf16", "f32"):
            try:
                peers += timm_rows(arch, dtype, options.seconds)
            except ImportError as missing:
                print(f"peers left out: {missing}", file=sys.stderr)
            rows, facts = pyra_cells(options.build / "bin" / "pyra", arch, dtype, options.seconds)
            engine += rows
            machine = facts or machine
            (options.out / "engine.json").write_text(
                json.dumps({"machine": machine, "rows": engine}, indent=1) + "\n"
            )
            if peers:
                (options.out / "peers.json").write_text(json.dumps(peers, indent=1) + "\n")
    training = training_rows(
        options.build / "bin" / "pyra", "cuda", ARCHITECTURES["vit_large"], TRAINING, options.seconds
    )
    if training:
        (options.out / "training.json").write_text(json.dumps(training, indent=1) + "\n")
    kernels = options.build / "bin" / "cuda_kernel_bench"
    if kernels.exists():
        run = subprocess.run([str(kernels)], capture_output=True, text=True, timeout=120)
        (options.out / "kernels.jsonl").write_text(run.stdout)


if __name__ == "__main__":
    main()
