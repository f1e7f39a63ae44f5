"""README's commands as a reader copies them, in order, in one shell."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from blocks import blocks, commands
from world import PYRA, environment, launcher, look_like_a_clone, make_world

SOURCE = Path(__file__).resolve().parent.parent.parent
# What may stay out, and how often it does: a block more has to be thought about.
MAY_STAY_OUT = ("make demo", "make test", "srun ", "make build CUDA=1", "make gpu-check")
STAY_OUT = 3
WAIT = 1700


class ReadmeTest(unittest.TestCase):
    def setUp(self):
        self.text = (SOURCE / "README.md").read_text()
        self.blocks = blocks(self.text, "sh")

    def test_every_block_is_seen(self):
        self.assertEqual(self.text.count("\n```sh\n"), len(self.blocks))
        for other in ("bash", "shell", "console", "text"):
            self.assertNotIn(f"```{other}", self.text, "commands stand in sh blocks, where they are tried")

    def test_only_named_kinds_stay_out(self):
        out = [block for block in self.blocks if block.reason is not None]
        self.assertEqual(len(out), STAY_OUT)
        for block in out:
            self.assertTrue(block.reason, f"README.md:{block.line}: no reason")
            for command in commands(block):
                self.assertTrue(command.startswith(MAY_STAY_OUT), f"README.md:{block.line}: {command}")

    def test_all_others_run_in_order(self):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        folder = make_world(Path(tempfile.mkdtemp(prefix="pyra-readme-")))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        look_like_a_clone(folder, SOURCE)
        folders = {name: launcher(name) for name in ("torchrun", "mpirun")}
        absent = [name for name, place in folders.items() if place is None]
        # One shell, so that what a block exports holds for the next; every command tells where it stands.
        script = "set -euo pipefail\n"
        for block in self.blocks:
            for command in commands(block) if block.reason is None else ():
                if command.split()[0] in absent:
                    continue
                words = command.splitlines()[0].replace("'", "'\\''")
                script += f"echo '== README.md:{block.line}: {words}' >&2\n{command}\n"
        result = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env=environment(folder, filter(None, folders.values())),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=WAIT,
            stdin=subprocess.DEVNULL,
        )
        self.assertEqual(result.returncode, 0, result.stderr[-6000:] + result.stdout[-2000:])
        self.assertNotIn("CMake Warning", result.stderr + result.stdout)
        for name in (
            "merged.png",
            "run/report.html",
            "cells/report.html",
            "tocom.safetensors",
            "installed/bin/pyra",
        ):
            self.assertTrue((folder / name).exists(), name)
        if absent:
            self.skipTest("all ran but for " + " and ".join(absent) + ": make test-deps brings them")


if __name__ == "__main__":
    unittest.main()
