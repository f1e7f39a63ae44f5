"""README's commands as a reader copies them, in order, in one shell."""

import re
import shutil
import tempfile
import unittest
from pathlib import Path

from blocks import blocks, commands
from shell import run_blocks
from world import PYRA, look_like_a_clone, make_world

SOURCE = Path(__file__).resolve().parent.parent.parent
# What may stay out, and how often it does: a block more has to be thought about.
MAY_STAY_OUT = ("make demo", "make test")
STAY_OUT = 2


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

    def test_it_stays_short(self):
        self.assertLess(len(self.text.splitlines()), 160, "what is more belongs into docs/, with a link")
        self.assertEqual(len(re.findall(r"!\[", self.text)), 1, "one picture")
        self.assertEqual(len(re.findall(r"(?m)^\|(-+\|)+$", self.text.replace(" ", ""))), 1, "one table")

    def test_all_others_run_in_order(self):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        folder = make_world(Path(tempfile.mkdtemp(prefix="pyra-readme-")))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        look_like_a_clone(folder, SOURCE)
        run = run_blocks(self.text, folder)
        self.assertEqual(run.status, 0, run.output[-8000:])
        self.assertNotIn("CMake Warning", run.output)
        for name in ("merged.png", "run/report.html", "installed/bin/pyra"):
            self.assertTrue((folder / name).exists(), name)


if __name__ == "__main__":
    unittest.main()
