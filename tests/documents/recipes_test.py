"""docs/recipes.md says of a recipe's fields what the program says: default, meaning, what it refuses."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from world import PYRA, make_world

SOURCE = Path(__file__).resolve().parent.parent.parent
ROW = re.compile(r"(?m)^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$")
OPTION = re.compile(r"(?m)^  --([\w-]+) \[(.*)\]\s+(.+)$")
# For every field what it refuses, by which the program says what it expects; several with spaces between.
REFUSED = {
    "width": "-1",
    "epochs": "0",
    "batch": "0",
    "accumulate": "0",
    "drop_last": "maybe",
    "lr": "0",
    "min_lr": "-1 1",
    "warmup_lr": "-1",
    "warmup_epochs": "500",
    "weight_decay": "-1",
    "beta1": "1",
    "beta2": "1",
    "eps": "0",
    "clip_norm": "-1",
    "drop_path": "1",
    "adapter_dropout": "1",
    "distil": "2",
    "label_smoothing": "1",
    "class_weights": "x",
    "augmentation": "x",
    "mixup": "-1",
    "seed": "9223372036854775808",
    "val_fraction": "1",
    "precision": "x",
    "checkpointing": "maybe",
    "resize": "x",
    "crop": "-1",
    "interpolation": "x",
    "mean": "300,1,1",
    "std": "0,0,0",
    "exif_rotation": "maybe",
    "fast_decode": "maybe",
    "on_corrupt": "x",
}
ELSEWHERE = {"method", "reducer", "schedule"}  # lists and a grammar of their own


class RecipesTest(unittest.TestCase):
    def setUp(self):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        self.rows = {row[0]: row[1:] for row in ROW.findall((SOURCE / "docs/recipes.md").read_text())}

    def test_fields_defaults_and_meanings_are_the_programs(self):
        wide = {**os.environ, "COLUMNS": "1000"}
        told = subprocess.run([PYRA, "adapt", "--help"], capture_output=True, text=True, check=True, env=wide)
        fields = {
            name.replace("-", "_"): (default, doc) for name, default, doc in OPTION.findall(told.stdout)
        }
        self.assertEqual(
            set(fields), {*REFUSED, *ELSEWHERE}, "a new field needs a value here that it refuses"
        )
        self.assertEqual({name: (row[0], row[2]) for name, row in self.rows.items()}, fields)

    def test_what_is_allowed_is_what_the_program_expects(self):
        folder = make_world(Path(tempfile.mkdtemp(prefix="pyra-recipes-")))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        for name, values in REFUSED.items():
            for value in values.split():
                option = f"--{name.replace('_', '-')}={value.replace(',', ' ')}"
                words = ["adapt", "--backbone", "vit.safetensors", "--data", "pictures", "--dry-run", option]
                result = subprocess.run([PYRA, *words], cwd=folder, capture_output=True, text=True)
                said = re.search(r"expected (.+)$|given, (.+) expected$", result.stderr.splitlines()[-1])
                self.assertTrue(result.returncode == 2 and said, f"{option}: {result.stderr}")
                self.assertIn(said[1] or said[2], self.rows[name][1], option)


if __name__ == "__main__":
    unittest.main()
