#!/usr/bin/env python3
"""docs/results.md's tables out of the CSV that pyra compare writes beside its report.

benchmarks/compare/table.py docs/compare/report.csv
"""

import csv
import sys


def number(text, digits):
    return f"{float(text):.{digits}f}" if text else ""


def main():
    with open(sys.argv[1], newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row["seeds"]) > 0]
    for data in dict.fromkeys(row["data"] for row in rows):
        print(
            f"\n{data}\n\n"
            "| method | schedule | top-1, % | to ToMe, points | gap recovered | GMAC | img/s |\n"
            "|---|---|---|---|---|---|---|"
        )
        for row in rows:
            if row["data"] != data:
                continue
            mean = number(row["top1_mean"], 1) + (" ± " + number(row["top1_sd"], 1) if row["top1_sd"] else "")
            difference = (
                f"{float(row['difference']):+.1f} ± {number(row['difference_95'], 1)}"
                if row["difference_95"]
                else ""
            )
            recovery = f"{100 * float(row['gap_recovery']):.0f} %" if row["gap_recovery"] else ""
            print(
                f"| {row['method']} | {row['schedule']} | {mean} | {difference} | {recovery} | "
                f"{number(row['gmac'], 3)} | {number(row['img_per_s'], 0)} |"
            )


if __name__ == "__main__":
    main()
