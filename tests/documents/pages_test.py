"""The sh blocks of every page in docs/, each page in a folder of its own, and the output that it shows."""

import shutil
import tempfile
import unittest
from pathlib import Path

from blocks import blocks, commands
from shell import run_blocks, shown_but_not_printed
from world import PYRA, launcher, look_like_a_clone, make_world

SOURCE = Path(__file__).resolve().parent.parent.parent
PAGES = sorted((SOURCE / "docs").glob("*.md"))
MAY_STAY_OUT = (
    "make fuzz",
    "FUZZ_SECONDS=",
    "build/fuzz/",
    "srun ",
    "pip install ",
    "scripts/compare_backbones.py ",
    "hf download ",
    "pyra adapt --backbone timm:",
    "pyra fetch hf:",
    "pyra inspect hf:",
    "cc embedded.c ",
)
# The tutorial's pictures, of Debian's dataset-fashion-mnist, which `make packages` installs.
CLOTHES = Path("/usr/share/datasets/fashion-mnist")


class PagesTest(unittest.TestCase):
    def test_commands_stand_in_blocks_that_are_seen(self):
        for page in PAGES:
            text = page.read_text()
            self.assertEqual(text.count("\n```sh\n"), len(blocks(text, "sh")), page.name)
            for other in ("bash", "shell", "console"):
                self.assertNotIn(f"```{other}", text, page.name)

    def test_only_named_kinds_stay_out(self):
        for page in PAGES:
            for block in blocks(page.read_text(), "sh"):
                if block.reason is None:
                    continue
                self.assertTrue(block.reason, f"{page.name}:{block.line}: no reason")
                for command in commands(block):
                    self.assertTrue(command.startswith(MAY_STAY_OUT), f"{page.name}:{block.line}: {command}")

    def test_all_others_run_in_order_and_print_what_is_shown(self):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        folders = {name: launcher(name) for name in ("torchrun", "mpirun")}
        absent = [name for name, place in folders.items() if place is None]
        for page in PAGES:
            text = page.read_text()
            if all(block.reason is not None for block in blocks(text, "sh")):
                continue
            if "fashion_mnist.py" in text and not CLOTHES.is_dir():
                absent.append(page.name)
                continue
            with self.subTest(page=page.name):
                folder = make_world(Path(tempfile.mkdtemp(prefix="pyra-page-")))
                self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
                look_like_a_clone(folder, SOURCE)
                path = [Path(PYRA).resolve().parent, *filter(None, folders.values())]
                run = run_blocks(text, folder, path, absent)
                self.assertEqual(run.status, 0, run.output[-6000:])
                self.assertEqual(shown_but_not_printed(text, run.printed), [], run.output[-6000:])
        if absent:
            self.skipTest("all ran but for " + " and ".join(absent) + ": make packages test-deps brings them")


if __name__ == "__main__":
    unittest.main()
