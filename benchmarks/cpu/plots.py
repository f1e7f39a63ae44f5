#!/usr/bin/env python3
"""Draws the plots of docs/performance.md (SVG) from the cells in docs/performance/. Needs matplotlib.

benchmarks/cpu/plots.py --cells docs/performance --out docs/images
"""

import argparse
import json
import pathlib

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from cells import DTYPES, GROWTH_BATCHES, GROWTH_THREADS, GROWTH_TOKENS, TABLE_BATCHES

COLOURS = {"none": "#0b6cae", "low": "#a87400", "high": "#c85200"}
STYLE = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e2e5e7",
    "svg.hashsalt": "pyra",
    "figure.facecolor": "white",
    "legend.frameon": False,
}


def rows_of(folder, names):
    """(x, schedule -> row) of every cell that is there."""
    for x, name in names:
        path = folder / f"{name}.json"
        if path.exists():
            yield x, {row["schedule"]: row for row in json.loads(path.read_text())["rows"]}


def save(figure, path):
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    print(path)


def growth(points, x_title, y_title, value, macs, path, expected="as the multiply-adds grow"):
    """Measured values, with what the multiply-adds alone would give (dashed) from the first point on."""
    if not points:
        return
    figure, axes = plt.subplots(figsize=(6, 3.8))
    for schedule in ("none", "high"):
        seen = [(x, rows[schedule]) for x, rows in points if schedule in rows]
        if not seen:
            continue
        xs, ys = [x for x, _ in seen], [value(row) for _, row in seen]
        colour = COLOURS[schedule]
        low = [value({**row, "img_per_s": row["img_per_s_max"]}) for _, row in seen]
        high = [value({**row, "img_per_s": row["img_per_s_min"]}) for _, row in seen]
        axes.errorbar(
            xs,
            ys,
            yerr=[
                [y - min(a, b, y) for y, a, b in zip(ys, low, high, strict=True)],
                [max(a, b, y) - y for y, a, b in zip(ys, low, high, strict=True)],
            ],
            color=colour,
            marker="o",
            markersize=4,
            capsize=2,
            label=schedule,
        )
        work = [macs(x, row) for x, row in seen]
        axes.plot(
            xs,
            [ys[0] * w / work[0] for w in work],
            color=colour,
            linestyle="--",
            linewidth=1,
            label=f"{schedule}, {expected}",
        )
    axes.set_xlabel(x_title)
    axes.set_ylabel(y_title)
    axes.set_ylim(bottom=0)
    axes.set_xlim(left=0)
    axes.legend()
    save(figure, path)


def milliseconds(row):
    return 1e3 * row["batch"] / row["img_per_s"]


def speed_bars(folder, path):
    cells = {
        (dtype, batch): rows
        for dtype in DTYPES
        for batch, rows in rows_of(folder, [(b, f"table-batch{b}-{dtype}") for b in TABLE_BATCHES])
    }
    if not cells:
        return
    figure, axes = plt.subplots(figsize=(7.5, 3.8))
    for i, rows in enumerate(cells.values()):
        for k, schedule in enumerate(("none", "low", "high")):
            row = rows[schedule]
            axes.bar(
                i + 0.27 * (k - 1),
                row["img_per_s"],
                0.25,
                color=COLOURS[schedule],
                label=schedule if i == 0 else None,
            )
    axes.set_xticks(range(len(cells)), [f"{dtype}\nbatch {batch}" for dtype, batch in cells], fontsize=8)
    axes.set_ylabel("img/s")
    axes.legend()
    axes.grid(axis="x", visible=False)
    save(figure, path)


def time_over_macs(folder, path):
    figure, axes = plt.subplots(figsize=(6, 3.8))
    drawn = False
    for colour, dtype in zip(("#0b6cae", "#c85200", "#00805d"), DTYPES, strict=True):
        for _, rows in rows_of(folder, [(8, f"table-batch8-{dtype}")]):
            points = sorted((row["gmac"], 1e3 / row["img_per_s"]) for row in rows.values())
            axes.plot(*zip(*points, strict=True), color=colour, marker="o", markersize=4, label=dtype)
            drawn = True
    axes.set_xlabel("GMAC of one picture")
    axes.set_ylabel("ms per picture, batch 8")
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.legend()
    if drawn:
        save(figure, path)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cells", type=pathlib.Path, default=pathlib.Path("docs/performance"))
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("docs/images"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    plt.rcParams.update(STYLE)
    folder, out = options.cells, options.out
    growth(
        list(rows_of(folder, [(b, f"growth-batch-{b}") for b in GROWTH_BATCHES])),
        "batch",
        "ms per call",
        milliseconds,
        lambda batch, row: row["gmac"] * batch,
        out / "time_over_batch.svg",
    )
    growth(
        list(rows_of(folder, [(t, f"growth-tokens-{t}") for t in GROWTH_TOKENS])),
        "tokens",
        "ms per call of 4",
        milliseconds,
        lambda _, row: row["gmac"],
        out / "time_over_tokens.svg",
    )
    growth(
        list(rows_of(folder, [(t, f"growth-threads-{t}") for t in GROWTH_THREADS])),
        "threads",
        "img/s, batch 8",
        lambda row: row["img_per_s"],
        lambda threads, _: threads,
        out / "speed_over_threads.svg",
        "in proportion",
    )
    speed_bars(folder, out / "speed.svg")
    time_over_macs(folder, out / "time_over_macs.svg")


if __name__ == "__main__":
    main()
