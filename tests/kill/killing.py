"""Starts a process and ends it at some moment, as a user, a machine or a power cut would."""

import os
import signal
import subprocess
import time
from pathlib import Path

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PATIENCE = 300  # seconds for what should take a few; a hang is a failure


class Wrong(Exception):
    pass


def children_of(pid):
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(status.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(status.parent.name))
        except (OSError, IndexError):
            pass
    return found


def kill_all(process):
    """A power cut: nobody is left to save anything."""
    process.send_signal(signal.SIGSTOP)  # starts no other child meanwhile
    for pid in [*children_of(process.pid), process.pid]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def run_for(command, folder, seconds, number, power_cut=False):
    """Runs it for so long at most (None: to its end) and sends the signal then. Returns (exit status,
    standard error, whether the signal found it alive). Raises Wrong for an end that nobody asked for."""
    with open(folder / "stderr.txt", "w+") as error:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=error,
        )
        try:
            try:
                process.wait(timeout=PATIENCE if seconds is None else seconds)
            except subprocess.TimeoutExpired:
                if seconds is None:
                    raise Wrong(f"still runs after {PATIENCE} s") from None
                kill_all(process) if power_cut and number == signal.SIGKILL else process.send_signal(number)
                status, hit = process.wait(timeout=PATIENCE), True
            else:
                status, hit = process.returncode, False
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        error.seek(0)
        said = error.read()
    (folder / "stderr.txt").unlink()
    expected = {0}  # it may have been done already
    if hit and number == signal.SIGKILL:
        expected = {0, -signal.SIGKILL}
    elif hit:
        # Before the program began there is nobody to catch it.
        expected = {0, 130} if said else {0, 130, -number}
    if status not in expected or "internal error" in said:
        sent = signal.Signals(number).name if hit else "no signal"
        raise Wrong(f"ended with status {status} after {sent}:\n{said[-2000:]}")
    return status, said, hit


def duration(command, folder):
    start = time.monotonic()
    status, said, _ = run_for(command, folder, None, signal.SIGKILL)
    if status != 0:
        raise Wrong(f"the run that nobody kills failed: {said}")
    return time.monotonic() - start
