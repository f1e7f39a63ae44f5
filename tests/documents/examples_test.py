"""The examples of `pyra --help`, then those of every verb, as a reader copies them, in the list's order."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from blocks import examples
from world import PYRA, environment, make_world

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "fetch"))
from hub import Hub, Repository

SOURCE = Path(__file__).resolve().parent.parent.parent
WAIT = 900
SHOW_EXAMPLES = (
    "adapt",
    "eval",
    "predict",
    "features",
    "fetch",
    "inspect",
    "export",
    "bench",
    "report",
    "compare",
    "schedule",
    "tocom",
    "pretrain",
)


def help_of(*verb):
    wide = {**os.environ, "COLUMNS": "1000"}  # so that no command goes on in a second line
    return subprocess.run(
        [PYRA, *verb, "--help"], capture_output=True, text=True, check=True, env=wide
    ).stdout


class ExamplesTest(unittest.TestCase):
    def test_examples_run_in_order(self):
        if not PYRA:
            self.skipTest("PYRA does not name the program; run these tests through CTest")
        folder = make_world(Path(tempfile.mkdtemp(prefix="pyra-help-")))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        (folder / "recipes").symlink_to(SOURCE / "recipes")
        shown = help_of()
        texts = {"": shown, **{verb: help_of(verb) for verb in re.findall(r"(?m)^  ([a-z]+)  ", shown)}}
        (folder / "compare.toml").write_text(self.compare_file(texts["compare"]))
        lists = {verb: examples(text) for verb, text in texts.items()}
        self.assertGreaterEqual(len(lists[""]), 3)
        for verb in SHOW_EXAMPLES:
            self.assertTrue(lists[verb], f"pyra {verb} --help shows no example")
        where = environment(folder, [Path(PYRA).parent]) | self.hub_of(lists["fetch"], folder)
        for verb, lines in lists.items():
            for line in lines:
                with self.subTest(verb=verb, line=line):
                    result = subprocess.run(
                        ["bash", "-c", "set -o pipefail; " + line],
                        cwd=folder,
                        env=where,
                        capture_output=True,
                        text=True,
                        timeout=WAIT,
                        stdin=subprocess.DEVNULL,
                    )
                    self.assertIn(result.returncode, self.allowed(line, result.stderr), result.stderr[-3000:])

    def hub_of(self, lines, folder):
        """The repositories that the examples name, with a small backbone, on a hub of this machine."""
        hub = Hub()
        self.addCleanup(hub.close)
        for owner, name in re.findall(r"(hf|timm):([\w./-]+)", " ".join(lines)):
            weights = (folder / "vit.safetensors").read_bytes()
            repository = name if owner == "hf" else f"timm/{name}"
            hub.add(repository, Repository({"model.safetensors": weights}, ["model.safetensors"]))
        self.assertGreater(len(hub.repositories), 1)
        return {"HF_ENDPOINT": hub.address, "HF_HOME": str(folder / "huggingface")}

    @staticmethod
    def allowed(line, told):
        """A budget in milliseconds may be out of reach of a busy machine, which has to be said."""
        return (0, 1) if "--latency-ms" in line and "pyra: " in told else (0,)

    @staticmethod
    def compare_file(text):
        """The file that the help of `compare` shows."""
        lines = text.split("such files:\n", 1)[1].splitlines()
        return "\n".join(line[2:] for line in lines if line.startswith("  ")) + "\n"


if __name__ == "__main__":
    unittest.main()
