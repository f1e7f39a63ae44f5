"""The models of other libraries are what pyra computes, and the page that says so has them all."""

import re
import subprocess
import unittest
from pathlib import Path

from pyra_cli import PYRA

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv/bin/python"
PAGE = (ROOT / "docs/backbones.md").read_text()
TABLE = PAGE.split("<!-- table -->")[1].split("<!-- /table -->")[0]


class BackbonesTest(unittest.TestCase):
    def test_every_difference_of_the_page_is_small(self):
        shares = [float(share) for share in re.findall(r"\d+x\d+ (\S+e-\d+)", TABLE)]
        self.assertGreater(len(shares), 50)
        self.assertLess(max(shares), 1e-4)

    def compare(self, script, *options):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        modules = "import torch, timm, transformers, safetensors"
        try:
            subprocess.run([PYTHON, "-c", modules], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest(f"no {PYTHON} with torch, timm and transformers")
        command = [PYTHON, ROOT / "scripts" / script, "--pyra", PYRA, *options]
        told = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        return told.stdout

    def test_small_models_are_the_libraries(self):
        told = self.compare("compare_backbones.py", "--tiny")
        for line in re.findall(r"(?m)^(\|.*?\|.*?\|.*?\|)", told):
            self.assertIn(line, TABLE, "run scripts/compare_backbones.py --write")

    def test_names_of_timm_are_right_or_refused(self):
        told = self.compare("compare_timm_names.py", "--every", "36", "--first", "9")
        self.assertRegex(told, r"(?m)^[1-9]\d* right, .* 0 WRONG$")

    def test_pictures_are_the_libraries(self):
        library = Path(PYRA).resolve().parent.parent / "lib" / "libpyra_runtime.so"
        told = self.compare("compare_pictures.py", "--library", library)
        for family in ("DINOv2", "DINOv3", "CLIP", "SigLIP"):
            self.assertIn(family, told)


if __name__ == "__main__":
    unittest.main()
