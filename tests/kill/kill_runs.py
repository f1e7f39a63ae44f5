#!/usr/bin/env python3
"""Kills pyra's long verbs at random moments and starts them again, until each was hit so many times.

    PYRA=build/release/bin/pyra tests/kill/kill_runs.py --kills 100 --out docs/kills.md

Seven of ten signals are SIGKILL, half of them a power cut that takes children too; the others are SIGTERM,
SIGINT and SIGHUP, after which the exit status must be 130. After every hit no file under its final name may
be half written, and the same command (with --resume where there is a last.ckpt) must be taken; every run that
came to its end must have left the bits of one that was never killed, and neither temporary files nor locks.
Exit status 1 where that is not so.
"""

import argparse
import collections
import concurrent.futures
import os
import platform
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from killing import STOPPING, Wrong, duration, run_for
from workloads import WORKLOADS, make_inputs

MOST_HITS_OF_A_RUN = 12  # then it may come to its end


class Campaign:
    def __init__(self, work, pyra, folder, generator):
        self.work, self.pyra, self.folder, self.random = work, pyra, folder, generator
        self.hits, self.finished, self.resumed, self.restarted = collections.Counter(), 0, 0, 0

    def fresh(self, name):
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self.work.prepare(folder)
        return folder

    def command(self, folder):
        return [self.pyra, *self.work.command(folder), "--threads", 1]

    def check_finished(self, folder, whole):
        self.work.check_whole(folder)
        if left := self.work.left_over(folder):
            raise Wrong(f"left over: {left}")
        if self.work.result(folder) != whole:
            raise Wrong("the result is another than that of a run that was never killed")
        self.finished += 1

    def one_run(self, kills, whole, seconds):
        """Kills one run again and again, until it ends."""
        folder = self.fresh(f"{self.work.name} {sum(self.hits.values())}")
        hits = 0
        while True:
            number = signal.SIGKILL if self.random.random() < 0.7 else self.random.choice(STOPPING)
            left = sum(self.hits.values()) < kills and hits < MOST_HITS_OF_A_RUN
            command = self.command(folder)
            if hits:
                resumes = "--resume" in command
                self.resumed += resumes
                self.restarted += not resumes
            wait = self.random.uniform(0.02, 1.1) * seconds if left else None
            status, said, hit = run_for(command, folder, wait, number, power_cut=self.random.random() < 0.5)
            if status == 0:
                self.check_finished(folder, whole)
                shutil.rmtree(folder)
                return
            if not hit:
                raise Wrong(f"status {status}: {said}")
            hits += 1
            self.hits[signal.Signals(number).name] += 1
            self.work.check_whole(folder)

    def run(self, kills):
        folder = self.fresh(self.work.name + " whole")
        seconds = duration(self.command(folder), folder)
        whole = self.work.result(folder)
        print(f"{self.work.name}: {seconds:.1f} s without a kill", file=sys.stderr, flush=True)
        while sum(self.hits.values()) < kills:
            self.one_run(kills, whole, seconds)
        return seconds

    def row(self, seconds):
        counts = [self.hits[name] for name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")]
        return [
            self.work.name,
            f"{seconds:.1f}",
            sum(counts),
            *counts,
            self.resumed,
            self.restarted,
            self.finished,
        ]


def table(rows, arguments, minutes):
    head = [
        "verb",
        "s without a kill",
        "kills",
        "SIGKILL",
        "SIGTERM",
        "SIGINT",
        "SIGHUP",
        "resumed",
        "started again",
        "finished, all identical",
    ]
    lines = [
        "# Kills at random moments",
        "",
        " ".join(__doc__.split("\n\n")[2].split()),
        "",
        f"`tests/kill/kill_runs.py --kills {arguments.kills} --seed {arguments.seed}`, "
        f"{minutes:.0f} minutes, nice, on {os.cpu_count()} cores ({platform.machine()}) beside other work.",
        "",
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
    ]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pyra", default=os.environ.get("PYRA", "build/release/bin/pyra"))
    parser.add_argument("--kills", type=int, default=100, help="of each verb")
    parser.add_argument("--verbs", default=",".join(WORKLOADS))
    parser.add_argument("--jobs", type=int, default=1, help="verbs at a time")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="Markdown file for the table")
    arguments = parser.parse_args()
    signal.signal(
        signal.SIGHUP, lambda *_: None
    )  # nohup would have every run ignore it; what is started has the default again
    pyra = str(Path(arguments.pyra).resolve())
    memory = "/dev/shm"  # every checkpoint is flushed, and a disk may be slow
    start = time.monotonic()
    with tempfile.TemporaryDirectory(
        prefix="pyra-kill-", dir=memory if os.access(memory, os.W_OK) else None
    ) as folder:
        make_inputs(Path(folder))

        def row(name):
            campaign = Campaign(
                WORKLOADS[name], pyra, Path(folder), random.Random(f"{arguments.seed} {name}")
            )
            try:
                return campaign.row(campaign.run(arguments.kills))
            except (Wrong, AssertionError, ValueError, OSError) as wrong:
                print(
                    f"{name}, after {sum(campaign.hits.values())} kills (seed {arguments.seed}): {wrong}",
                    file=sys.stderr,
                    flush=True,
                )
                return None

        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            found = list(pool.map(row, arguments.verbs.split(",")))
    rows = [one for one in found if one]
    failed = len(rows) < len(found)
    text = table(rows, arguments, (time.monotonic() - start) / 60)
    print(text)
    if arguments.out and not failed:
        arguments.out.write_text(text)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
