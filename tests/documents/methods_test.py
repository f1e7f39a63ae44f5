"""The tables of docs/methods.md are the lists that the program shows."""

import os
import re
import subprocess
import unittest
from pathlib import Path

from world import PYRA

SOURCE = Path(__file__).resolve().parent.parent.parent


class MethodsTest(unittest.TestCase):
    def test_tables_are_the_programs_lists(self):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        wide = {**os.environ, "COLUMNS": "1000"}
        told = subprocess.run(
            [PYRA, "adapt", "--help"], capture_output=True, text=True, check=True, env=wide
        ).stdout
        document = (SOURCE / "docs/methods.md").read_text()
        for title in ("Methods", "Reducers"):
            listed = told.split(f"\n{title}:\n")[1].split("\n\n")[0]
            wanted = re.findall(r"(?m)^  (\S+) +(.+)$", listed)
            self.assertGreater(len(wanted), 5)
            section = document.split(f"\n## {title}\n")[1].split("\n## ")[0]
            self.assertEqual(re.findall(r"(?m)^\| `(\S+)` \| (.+) \|$", section), wanted)


if __name__ == "__main__":
    unittest.main()
