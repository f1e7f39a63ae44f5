"""pyra compare: cells that resume, fail and are reported."""

import shutil
import signal
import time
import unittest

from pyra_cli import CliTest, make_backbone, read_csv, run, start

METHODS = """
[[method]]
name = "LoRA"
reducer = "none"
[[method]]
name = "LoRA + ToMe"
reducer = "tome"
[[method]]
name = "LoRA + PYRA"
reducer = "pyra"
"""


class CompareTest(CliTest):
    def write(self, text=METHODS, epochs=1, seeds="[0, 1]"):
        file = self.folder / "compare.toml"
        file.write_text(
            f'out = "cells"\nbackbone = "{self.backbone}"\nschedules = ["r=3"]\nseeds = {seeds}\n'
            f"options = {{ epochs = {epochs}, batch = 8 }}\n"
            f'[[data]]\nname = "pictures"\npath = "${{PICTURES}}"\n{text}'
        )
        return file

    def compare(self, file, *options):
        return run("compare", file, "--set", f"PICTURES={self.data}", *options)

    def test_finished_cells_are_not_run_again(self):
        file = self.write()
        told = self.json_of(self.compare(file, "--json"))
        self.assertEqual((told["cells"], told["finished"], told["failed"]), (6, 6, []))
        cells = {path.name: path.stat().st_mtime_ns for path in (self.folder / "cells").glob("*.json")}
        self.assertEqual(len(cells), 6)
        for name in cells:
            self.assertNotIn(
                str(self.data),
                (self.folder / "cells" / name).read_text(),
                "a cell holds a path of this machine",
            )
        again = self.json_of(self.compare(file, "--json"))
        self.assertEqual(again["rows"], told["rows"])
        self.assertEqual(
            {path.name: path.stat().st_mtime_ns for path in (self.folder / "cells").glob("*.json")}, cells
        )
        rows = read_csv(told["csv"])
        self.assertEqual([row["method"] for row in rows], ["LoRA + ToMe", "LoRA + PYRA", "LoRA"])
        self.assertEqual(rows[0]["seeds"], "2")
        page = (self.folder / "cells" / "report.html").read_text()
        for word in ("LoRA + PYRA", "6 of 6 finished", "pyra adapt", "How to reproduce"):
            self.assertIn(word, page)

    def test_a_backbone_by_a_variable_is_the_one_by_its_path(self):
        file = self.write('[[method]]\nname = "LoRA"\nreducer = "none"\n', seeds="[0]")
        self.succeeds(self.compare(file))
        file.write_text(file.read_text().replace(f'"{self.backbone}"', '"${BACKBONE}"'))
        self.succeeds(self.compare(file, "--set", f"BACKBONE={self.backbone}", "--dry-run"))
        told = self.json_of(run("compare", file, "--report-only", "--json"))
        self.assertEqual(told["finished"], 1, "a report needs no path")

    def test_finished_cells_belong_to_their_pictures_and_their_backbone(self):
        file = self.write('[[method]]\nname = "LoRA"\nreducer = "none"\n', seeds="[0]")
        data = shutil.copytree(self.data, self.folder / "data")
        asked = ["compare", file, "--set", f"PICTURES={data}"]
        self.succeeds(run(*asked))
        self.succeeds(run(*asked))
        (data / "test" / "red" / "picture 0.png").rename(data / "test" / "red" / "other.png")
        self.refuses(run(*asked), "LoRA-none-seed0", "other pictures", "--report-only")
        self.refuses(run(*asked, "--dry-run"), "other pictures")
        shutil.rmtree(data)
        self.refuses(run(*asked), "no such folder")
        self.succeeds(run(*asked, "--report-only"))
        shutil.copytree(self.data, data)
        mine = self.folder / self.backbone.name
        file.write_text(file.read_text().replace(str(self.backbone), mine.name))
        make_backbone(mine, seed=1)
        self.refuses(run(*asked), "another backbone")
        mine.write_bytes(self.backbone.read_bytes())
        self.succeeds(run(*asked))

    def test_a_failed_cell_leaves_the_others_alone(self):
        spoiled = shutil.copytree(self.data, self.folder / "spoiled")
        picture = spoiled / "train" / "red" / "picture 3.png"
        whole = picture.read_bytes()
        picture.write_bytes(whole[:60])
        file = self.write('[[data]]\nname = "spoiled"\npath = "spoiled"\n' + METHODS, seeds="[0]")
        result = self.compare(file)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("failed: spoiled-LoRA-none-seed0: ", result.stdout)
        self.assertIn("picture 3.png", result.stdout)
        self.assertIn("3 of 6 cells finished", result.stdout)
        self.assertIn("Failed cells", (self.folder / "cells" / "report.html").read_text())
        picture.write_bytes(whole)
        self.assertEqual(self.json_of(self.compare(file, "--json"))["finished"], 6)

    def test_an_interrupted_comparison_goes_on(self):
        file = self.write(epochs=200, seeds="[0]")
        process = start("compare", file, "--set", f"PICTURES={self.data}")
        checkpoint = self.folder / "cells" / "work"
        deadline = time.monotonic() + 60
        while not list(checkpoint.glob("**/log.jsonl")) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, said)
        self.assertTrue(list(checkpoint.glob("**/last.ckpt")), said)
        self.assertEqual(self.json_of(self.compare(file, "--only", "LoRA-none", "--json"))["finished"], 1)

    def test_two_do_not_write_into_one_folder(self):
        file = self.write(epochs=400, seeds="[0]")
        first = start("compare", file, "--set", f"PICTURES={self.data}")
        try:
            deadline = time.monotonic() + 60
            while (
                not list((self.folder / "cells" / "work").glob("**/log.jsonl"))
                and time.monotonic() < deadline
            ):
                time.sleep(0.05)
            self.refuses(self.compare(file), str(first.pid), "cells")
        finally:
            first.send_signal(signal.SIGINT)
            first.communicate(timeout=60)

    def test_wrong_inputs(self):
        self.refuses(
            self.compare(self.write('[[method]]\nname = "x"\nreducer = "topk"\n')),
            "unknown reducer 'topk'",
            "'x'",
        )
        self.refuses(
            self.compare(self.write('[[method]]\nname = "x"\nreducer = "none"\nschedules = ["low"]\n')),
            "keeps every one",
        )
        self.refuses(run("compare", self.write()), "PICTURES", "--set")
        self.refuses(run("compare", self.write(), "--set", "PICTURES=/nowhere"), "/nowhere")
        self.refuses(self.compare(self.write(), "--only", "nobody"), "nobody")
        self.refuses(self.compare(self.folder / "missing.toml"), "missing.toml")
        self.assertFalse((self.folder / "cells").exists())


if __name__ == "__main__":
    unittest.main()
