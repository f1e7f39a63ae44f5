"""The lists of docs/checkpoints.md are the tables that the program reads, its spellings the refusal's."""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from world import PYRA, write_safetensors

SOURCE = Path(__file__).resolve().parent.parent.parent
PAGE = (SOURCE / "docs/checkpoints.md").read_text()


class CheckpointsTest(unittest.TestCase):
    def test_lists_are_the_programs_tables(self):
        command = [sys.executable, SOURCE / "scripts/list_checkpoints.py", "--check"]
        result = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreater(len(re.findall(r"`(?:vit|deit|deit3|eva)_\w+`", PAGE)), 100)

    def test_spellings_are_those_of_the_refusal(self):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        with tempfile.TemporaryDirectory() as folder:
            other = write_safetensors(Path(folder) / "other.safetensors", {"a.weight": ((1,), [0.0])})
            command = [
                PYRA,
                "export",
                "--backbone",
                other,
                "--to",
                "runtime",
                "--out",
                Path(folder) / "out.safetensors",
            ]
            told = subprocess.run(command, capture_output=True, text=True).stderr
        wanted = re.findall(r"(?m)^  ([\w-]+): ", told)
        self.assertGreater(len(wanted), 3, told)
        section = PAGE.split("\n## Names\n")[1].split("\n## ")[0]
        self.assertEqual(sorted(re.findall(r"(?m)^\| `([\w-]+)` \|", section)), sorted(wanted))


if __name__ == "__main__":
    unittest.main()
