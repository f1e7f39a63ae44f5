"""A document's sh blocks in order in one shell, as a reader copies them, and what each of them printed."""

import re
import subprocess
from dataclasses import dataclass

from blocks import blocks, commands
from world import environment

WAIT = 1700
MARK = "== block at line "


@dataclass(frozen=True)
class Run:
    status: int
    output: str  # of all, both streams as they come
    printed: dict  # line of a block's fence -> what its commands printed


def run_blocks(text, folder, path=(), absent=()):
    """`path`: folders looked in for programs first; `absent`: programs whose commands are passed over."""
    # One shell, so that what a block exports holds for the next; each says where it stands.
    script = "set -euo pipefail\n"
    for block in blocks(text, "sh"):
        script += f"echo '{MARK}{block.line}'\n"
        for command in commands(block) if block.reason is None else ():
            if command.split()[0] not in absent:
                script += command + "\n"
    result = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment(folder, path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=WAIT,
        stdin=subprocess.DEVNULL,
    )
    pieces = re.split(rf"(?m)^{MARK}(\d+)\n", result.stdout)[1:]
    return Run(result.returncode, result.stdout, dict(zip(map(int, pieces[::2]), pieces[1::2], strict=True)))


def shape(line):
    """A line without what differs from machine to machine: numbers, durations, widths of columns."""
    line = re.sub(r"(\d+ (h|min) )*\d[\d.]* s\b", "# s", line)
    line = re.sub(r"-?\d[\d,]*(\.\d+)?", "#", line)
    return re.sub(r"─+", "─", " ".join(line.split()))


def shown_but_not_printed(text, printed):
    """The lines of `text` blocks, which show what the sh block before them prints, that it did not print; a
    line `...` stands for any number of them."""
    missing = []
    runs = blocks(text, "sh")
    for block in blocks(text, "text"):
        before = max((run.line for run in runs if run.line < block.line), default=0)
        there = {shape(line) for line in printed.get(before, "").splitlines()}
        lines = [line for line in block.body.splitlines() if line.strip() not in ("", "...")]
        missing += [f"line {block.line}: {line}" for line in lines if shape(line) not in there]
    return missing
