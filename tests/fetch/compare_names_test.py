"""Names of backbones in a compare file."""

import json
import unittest

from fetch_case import REPOSITORY, FetchTest
from pyra_cli import make_pictures

FILE = """out = "cells"
backbone = "{backbone}"
schedules = ["r=3"]
seeds = [0]
options = {{ epochs = 1, batch = 8 }}
[[data]]
name = "pictures"
path = "data"
[[method]]
name = "LoRA + ToMe"
reducer = "tome"
"""


class CompareNames(FetchTest):
    def test_cells_run_on_the_file_and_remember_the_name(self):
        if self.pyra("adapt", "--help").returncode != 0:
            self.skipTest("built without training")
        self.add()
        make_pictures(self.folder / "data")
        file = self.folder / "compare.toml"
        file.write_text(FILE.format(backbone="hf:${WHO}/small-vit"))
        given = ("--set", "WHO=someone")
        planned = self.pyra("compare", file, *given, "--dry-run", "--json")
        self.assertEqual(planned.returncode, 0, planned.stderr)
        self.assertIn("--backbone hf:${WHO}/small-vit", json.loads(planned.stdout)["cells"][0]["command"])
        ran = self.pyra("compare", file, *given, "--json")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(json.loads(ran.stdout)["finished"], 1)
        self.assertIn(
            "hf:" + REPOSITORY, "".join(path.read_text() for path in (self.folder / "cells").glob("*.json"))
        )
        self.hub.close()
        for words in ((), ("--report-only",)):
            again = self.pyra("compare", file, *given, *words, "--json")
            self.assertEqual(json.loads(again.stdout)["rows"], json.loads(ran.stdout)["rows"], again.stderr)

    def test_what_cannot_be_fetched_is_refused_before_anything_runs(self):
        make_pictures(self.folder / "data")
        file = self.folder / "compare.toml"
        file.write_text(FILE.format(backbone="hf:someone/nothing"))
        self.refuses(self.pyra("compare", file), "no repository someone/nothing")
        self.assertFalse((self.folder / "cells").exists())


if __name__ == "__main__":
    unittest.main()
