#!/usr/bin/env python3
"""Writes docs/gpu.md from what measure.py, the tests and compute-sanitizer left in docs/gpu; a part without a
file is marked as not run.

benchmarks/cuda/page.py --cells docs/gpu --page docs/gpu.md
"""

import argparse
import json
import pathlib

NOT_RUN = "**Not run on a GPU yet.** `make gpu-check` on a machine with one fills this in."
BARS = {("vit_base", "none"): 11000, ("vit_base", "low"): 20000, ("vit_base", "high"): 31000}
PEAK_TFLOPS = 790  # of an H200 in bf16, as measured


def table(columns, rows):
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]) + "\n"


def engine_part(cells):
    file = cells / "engine.json"
    if not file.exists():
        return NOT_RUN + "\n"
    record = json.loads(file.read_text())
    peers = {}
    if (cells / "peers.json").exists():
        peers = {
            (r["arch"], r["dtype"], r["batch"]): r["img_per_s"]
            for r in json.loads((cells / "peers.json").read_text())
        }
    rows = []
    for r in record["rows"]:
        tflops = r["gflops"] / 1e3
        peer = peers.get((r["arch"], r["dtype"], r["batch"]))
        bar = BARS.get((r["arch"], r["schedule"])) if r["batch"] == 512 and r["dtype"] == "bf16" else None
        rows.append(
            [
                r["arch"],
                r["dtype"],
                r["batch"],
                r["schedule"],
                f"{r['img_per_s']:.0f} ({r['img_per_s_min']:.0f}-{r['img_per_s_max']:.0f})",
                f"{r['ms_p50']:.3f}",
                f"{tflops:.0f}",
                f"{100 * tflops / PEAK_TFLOPS:.0f} %" if r["dtype"] == "bf16" else "",
                f"{100 * r['peak_share']:.0f} %",
                f"{r['speedup']:.2f} of {r['speedup_theoretical']:.2f}" if r["speedup"] else "",
                f"{r['img_per_s'] / peer:.2f}x" if peer else "",
                f"{r.get('device_mb', 0):.0f}",
                bar or "",
            ]
        )
    gpu = record["machine"]["gpu"]
    head = (
        f"{gpu['name']}, compute capability {gpu['compute_capability']}, "
        f"{gpu['multiprocessors']} multiprocessors at up to {gpu['clock_mhz']} MHz, "
        f"{gpu['memory_gb_per_s']:.0f} GB/s in theory, driver for CUDA {gpu['driver_cuda']}, "
        f"built with CUDA {gpu['runtime_cuda']}. "
    )
    return (
        head
        + "Pictures are on the GPU already; median (least to greatest) of five rounds.\n\n"
        + table(
            [
                "model",
                "dtype",
                "batch",
                "schedule",
                "img/s",
                "ms, median",
                "TFLOP/s",
                f"of {PEAK_TFLOPS}",
                "of cuBLASLt's best here",
                "speed-up",
                "timm",
                "MB",
                "bar, img/s",
            ],
            rows,
        )
    )


def kernels_part(cells):
    file = cells / "kernels.jsonl"
    if not file.exists() or not file.read_text().strip():
        return NOT_RUN + "\n"
    rows = [json.loads(line) for line in file.read_text().splitlines() if line.startswith("{")]
    return table(
        list(rows[0]),
        [[f"{value:.4g}" if isinstance(value, float) else value for value in row.values()] for row in rows],
    )


def training_part(cells):
    file = cells / "training.json"
    if not file.exists():
        return NOT_RUN + "\n"
    rows = [
        [
            r["dtype"],
            r["batch"],
            r["schedule"],
            r["steps"],
            f"{r['img_per_s']:.1f} ({r['img_per_s_min']:.1f}-{r['img_per_s_max']:.1f})",
            f"{r['speedup']:.2f} of {r['speedup_theoretical']:.2f}" if r.get("speedup") else "",
            f"{r.get('device_mb', 0):.0f}",
        ]
        for r in json.loads(file.read_text())
    ]
    rows.sort(key=lambda row: row[:3])
    return table(["dtype", "batch", "schedule", "steps", "img/s", "speed-up", "peak memory, MB"], rows)


def log_part(cells, name):
    file = cells / name
    return "```\n" + file.read_text().strip() + "\n```\n" if file.exists() else NOT_RUN + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cells", type=pathlib.Path, default="docs/gpu")
    parser.add_argument("--page", type=pathlib.Path, default="docs/gpu.md")
    options = parser.parse_args()
    text = (pathlib.Path(__file__).parent / "page.md").read_text()
    for name, part in (
        ("ENGINE", engine_part(options.cells)),
        ("KERNELS", kernels_part(options.cells)),
        ("TRAINING", training_part(options.cells)),
        ("TESTS", log_part(options.cells, "tests.txt")),
        ("SANITIZER", log_part(options.cells, "sanitizer.txt")),
        ("MACHINE", log_part(options.cells, "machine.txt")),
    ):
        text = text.replace(f"<!-- {name} -->", part.strip())
    options.page.write_text(text)


if __name__ == "__main__":
    main()
