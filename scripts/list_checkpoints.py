#!/usr/bin/env python3
"""Writes the lists of docs/checkpoints.md from the tables that the program reads: the names of timm that it
knows, those that it refuses, and the other families that it tells apart.

list_checkpoints.py [--check] (rewrites the page; with --check: exit status 1 where that would change it)
"""

import re
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = ROOT / "src/architecture"
PAGE = ROOT / "docs/checkpoints.md"


def wrapped(names):
    return "\n".join(textwrap.wrap(", ".join(names), 120, break_long_words=False, break_on_hyphens=False))


def timm_names():
    """Name -> why it is refused, empty where it is read."""
    text = (ARCHITECTURE / "sidecar/timm_architectures.inc").read_text()
    return dict(
        re.findall(r'(?m)^\{"([^"]+)", .*, "([^"]*)"(?:, \d+, \w+(?:, RotaryKind\{.*\})?)?\},$', text)
    )


def families():
    """What can be done -> names of the families, each once, as the refusals put it."""
    source = (ARCHITECTURE / "foreign.cc").read_text()
    advice = {
        name: "".join(re.findall(r'"([^"]*)"', words))
        for name, words in re.findall(r"constexpr std::string_view (k\w+) =\s*((?:\"[^\"]*\"\s*)+);", source)
    }
    table = (ARCHITECTURE / "foreign_families.inc").read_text()
    found = {}
    for what, key in re.findall(r'\{\{"([^"]+)", (k\w+)\}', table):
        names = found.setdefault(advice[key], [])
        if what not in names:
            names.append(what)
    return found


def read_names(names):
    return wrapped(f"`{name}`" for name, why in names.items() if not why)


def refused_names(names):
    whys = {}
    for name, why in names.items():
        if why:
            whys.setdefault(why, []).append(f"`{name}`")
    return "\n".join(f"- {why}: {', '.join(listed)}" for why, listed in whys.items())


def other_families(found):
    rows = sorted(found.items(), key=lambda item: len(item[1]))
    return "| what it is | what can be done |\n|---|---|\n" + "\n".join(
        f"| {'; '.join(names)} | {advice} |" for advice, names in rows
    )


def main():
    names = timm_names()
    lists = {
        "read": read_names(names),
        "refused": refused_names(names),
        "families": other_families(families()),
    }
    before = page = PAGE.read_text()
    for key, text in lists.items():
        mark = re.compile(rf"(<!-- {key} -->\n).*?(<!-- /{key} -->)", re.DOTALL)
        page, count = mark.subn(lambda match, text=text: match[1] + text + "\n" + match[2], page)
        if count != 1:
            sys.exit(f"{PAGE}: one <!-- {key} --> ... <!-- /{key} --> expected, {count} found")
    if "--check" in sys.argv[1:]:
        return 0 if page == before else f"{PAGE.relative_to(ROOT)} is old: run scripts/list_checkpoints.py"
    PAGE.write_text(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
