"""Threads that wait: how the program has them wait, and that only verbs that train start torch's. Timings
fail nothing."""

import os
import subprocess
import time
import unittest

from pyra_cli import PYRA, CliTest

PLAIN = {
    name: value for name, value in os.environ.items() if name not in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
}


def watched(arguments, environment, look):
    """What look(/proc/PID) gave, time after time, until `pyra ARGUMENTS` ended."""
    process = subprocess.Popen(
        [PYRA, *map(str, arguments)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    seen = []
    while process.poll() is None:
        try:
            seen.append(look(f"/proc/{process.pid}"))
        except (OSError, ProcessLookupError):
            pass
        time.sleep(0.01)
    said = process.communicate()[1]
    if process.returncode != 0:
        raise AssertionError(said.decode())
    return seen


def policy(folder):
    with open(folder + "/environ", "rb") as file:
        words = file.read().split(b"\0")
    return [word.decode() for word in words if word.startswith((b"OMP_WAIT_POLICY=", b"GOMP_SPINCOUNT="))]


class WaitingTest(CliTest):
    def policies(self, threads, environment):
        words = self.adapt_arguments(self.folder / "run", "--threads", threads, epochs=2)
        return [found for found in watched(words, environment, policy) if found]

    def test_threads_of_training_sleep_where_they_wait(self):
        self.assertIn(["GOMP_SPINCOUNT=1000"], self.policies(2, PLAIN))

    def test_what_the_user_chose_stays(self):
        found = self.policies(2, {**PLAIN, "GOMP_SPINCOUNT": "7"})
        self.assertEqual(found, [["GOMP_SPINCOUNT=7"]] * len(found))

    def test_one_thread_waits_for_nobody(self):
        self.assertEqual(self.policies(1, PLAIN), [])

    def test_verbs_that_do_not_train_have_the_engines_threads_alone(self):
        words = [
            "bench",
            "--arch",
            "vit_demo_patch2_28",
            "--schedule",
            "none",
            "--batch",
            4,
            "--rounds",
            2,
            "--seconds",
            0.5,
            "--no-memory",
            "--break-even",
            "off",
            "--threads",
            3,
        ]
        # One team measures the peak, one runs the model; the caller is a member of both.
        self.assertLessEqual(max(watched(words, PLAIN, lambda folder: len(os.listdir(folder + "/task")))), 5)


if __name__ == "__main__":
    unittest.main()
