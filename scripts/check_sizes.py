#!/usr/bin/env python3
"""Lengths that clang-format and ruff do not see: check_sizes.py [--lines 300] FILE...

Says which lines have more than 110 columns, strings and comments included, and with --lines which files have
more lines than that; exit status 1 where there are any. Columns are characters, as the formatters count them.
"""

import argparse
import sys
from pathlib import Path

COLUMNS = 110


def findings(path, most_lines):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            yield f"{path}:{number}: {len(line)} columns; {COLUMNS} are the most"
    if most_lines and len(lines) > most_lines:
        yield f"{path}: {len(lines)} lines; {most_lines} are the most: split it by idea"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int)
    parser.add_argument("files", nargs="+")
    given = parser.parse_args()
    found = [finding for path in given.files for finding in findings(path, given.lines)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
