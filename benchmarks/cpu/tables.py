#!/usr/bin/env python3
"""Puts the tables of docs/performance.md between its markers, from the cells in docs/performance/.

Standard library only.

benchmarks/cpu/tables.py --cells docs/performance --page docs/performance.md
"""

import argparse
import json
import pathlib
import re
import statistics

from cells import DTYPES, TABLE_BATCHES

HEAD = (
    "| dtype | batch | schedule | img/s (min-max) | p50 / p99, ms | GMAC (executed) | GFLOP/s | "
    "share of peak | speed-up (in theory) | peak memory, MB |\n|---|---|---|---|---|---|---|---|---|---|"
)


def load(folder, name):
    path = folder / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})" if values else ""


def rate(row):
    return f"{row['img_per_s']:.2f} ({row['img_per_s_min']:.2f}-{row['img_per_s_max']:.2f})"


def over_none(row):
    speedup = f"{row['speedup']:.2f}x" if row["speedup"] else ""
    return f"{speedup} ({row['speedup_theoretical']:.2f}x)"


def memory(row):
    return f"{row['rss_mb']:.0f}" if row["rss_mb"] else ""


def inference_line(row):
    return (
        f"| {row['dtype']} | {row['batch']} | {row['schedule']} | {rate(row)} | "
        f"{row['ms_p50']:.1f} / {row['ms_p99']:.1f} | {row['gmac']:.2f} ({row['gmac_executed']:.2f}) | "
        f"{row['gflops']:.0f} | {100 * row['peak_share']:.0f} % | {over_none(row)} | {memory(row)} |"
    )


def inference_table(folder):
    lines = [HEAD]
    for dtype in DTYPES:
        for batch in TABLE_BATCHES:
            cell = load(folder, f"table-batch{batch}-{dtype}")
            lines += [inference_line(row) for row in cell["rows"]] if cell else []
    return lines


def latency_table(folder):
    lines = ["| dtype | schedule | calls | p50, ms | p90, ms | p99, ms |", "|---|---|---|---|---|---|"]
    cell = load(folder, "facts-latency")
    for row in cell["rows"] if cell else []:
        lines.append(
            f"| {row['dtype']} | {row['schedule']} | {row['calls']} | {row['ms_p50']:.1f} | "
            f"{row['ms_p90']:.1f} | {row['ms_p99']:.1f} |"
        )
    return lines


def training_table(folder):
    lines = [
        "| dtype | checkpointing | schedule | img/s (min-max) | GFLOP/s | share of peak | "
        "speed-up (in theory) | peak memory, MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for dtype in ("f32", "bf16"):
        cell = load(folder, f"training-batch32-{dtype}")
        for row in cell["rows"] if cell else []:
            lines.append(
                f"| {row['dtype']} | {'on' if row['checkpointing'] else 'off'} | {row['schedule']} | "
                f"{rate(row)} | {row['gflops']:.0f} | {100 * row['peak_share']:.0f} % | "
                f"{over_none(row)} | {memory(row)} |"
            )
    return lines


def peak_table(folder):
    lines = [
        "| dtype | peak, GFLOP/s, median over the runs' (min-max) | best single measurement |",
        "|---|---|---|",
    ]
    for dtype in DTYPES:
        found = [load(folder, f"table-batch{batch}-{dtype}") for batch in TABLE_BATCHES]
        peaks = sorted(cell["peak"][dtype] for cell in found if cell)
        if peaks:
            best = max(cell["peak"]["best"][dtype] for cell in found if cell)
            lines.append(
                f"| {dtype} | {statistics.median(peaks):.0f} ({peaks[0]:.0f}-{peaks[-1]:.0f}) | {best:.0f} |"
            )
    return lines


def break_even_table(folder):
    lines = ["| dtype | batch | merging pays from | measured |", "|---|---|---|---|"]
    for dtype in DTYPES:
        for batch in TABLE_BATCHES:
            cell = load(folder, f"table-batch{batch}-{dtype}")
            for found in cell["break_even"] if cell else []:
                measured = ", ".join(f"r={p['rate']}: {p['speedup']:.3f}x" for p in found["measured"])
                pays = f"r={found['rate']}" if found["rate"] else "never"
                lines.append(f"| {dtype} | {batch} | {pays} | {measured} |")
    return lines


def profile_table(folder):
    lines = []
    for dtype in DTYPES:
        cell = load(folder, f"table-batch8-{dtype}")
        rows = {row["schedule"]: row for row in cell["rows"] if "profile" in row} if cell else {}
        if not rows:
            continue
        steps = list(dict.fromkeys(step["step"] for row in rows.values() for step in row["profile"]))
        lines += [
            "",
            f"{dtype}, ms of a call of 8 pictures (GFLOP/s of its products):",
            "",
            "| step | " + " | ".join(rows) + " |",
            "|---" * (len(rows) + 1) + "|",
        ]
        for name in steps:
            shown = []
            for row in rows.values():
                step = next((s for s in row["profile"] if s["step"] == name), None)
                speed = (
                    f" ({2e3 * step['gmac'] / step['ms']:.0f})"
                    if step and step["gmac"] and step["ms"]
                    else ""
                )
                shown.append(f"{step['ms']:.1f}{speed}" if step else "")
            lines.append(f"| {name} | " + " | ".join(shown) + " |")
    return lines


def peers_table(folder):
    record = load(folder, "peers")
    lines = [
        "| batch | what | img/s, median (min-max) | "
        "pyra f32 at the same schedule is so many times as fast (min-max) |",
        "|---|---|---|---|",
    ]
    for batch in record["batches"] if record else []:
        seen = batch["img_per_s"]
        for name, speeds in seen.items():
            ours = seen.get(f"pyra f32 {name.split()[-1]}", [])
            # Nothing to compare with where pyra was left out.
            ratios = [mine / theirs for mine, theirs in zip(ours, speeds, strict=bool(ours))]
            lines.append(f"| {batch['batch']} | {name} | {spread(speeds)} | {spread(ratios)} |")
    return lines


TABLES = {
    "inference": inference_table,
    "latency": latency_table,
    "training": training_table,
    "peak": peak_table,
    "break-even": break_even_table,
    "profile": profile_table,
    "peers": peers_table,
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cells", type=pathlib.Path, default=pathlib.Path("docs/performance"))
    parser.add_argument("--page", type=pathlib.Path, default=pathlib.Path("docs/performance.md"))
    options = parser.parse_args()
    page = options.page.read_text()
    for name, make in TABLES.items():
        content = "\n".join(make(options.cells)).strip("\n")
        # By a function: what it returns is put in as it is, backslashes too.
        page = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)",
            lambda found, content=content: found[1] + content + "\n" + found[2],
            page,
            flags=re.DOTALL,
        )
    options.page.write_text(page)


if __name__ == "__main__":
    main()
