"""examples/own_reducer on an installed pyra: the commands of its README, with pictures of a test."""

import re

from consumer import BUILD, ROOT, ConsumerTest
from pyra_cli import run


class OwnReducerTest(ConsumerTest):
    def test_it_trains_exports_and_runs_and_pyra_refuses_its_file(self):
        readme = (ROOT / "examples/own_reducer/README.md").read_text()
        commands = re.search(r"```sh\n(.+?)```", readme, re.S)[1]
        places = {
            "build/release": BUILD,
            "build/own_reducer": self.folder / "build",
            "$PWD/installed": self.folder / "installed",
            "installed": self.folder / "installed",
            "examples/demo/vit_demo_patch2_28.safetensors": self.backbone,
            "build/demo/task": self.data,
            "-S examples": f"-S\0{ROOT}/examples",
        }
        either = re.compile("|".join(map(re.escape, places)))
        for command in commands.strip().splitlines():
            words = either.sub(lambda found: str(places[found[0]]).replace(" ", "\0"), command).split()
            result = self.shell(*(word.replace("\0", " ") for word in words))
        self.assertRegex(result.stdout, r"^top-1 \d+\.\d\d % of 12 pictures$")

        out = self.folder / "build/run"
        for file in (out / "model.safetensors", out):
            refused = run("eval", "--model", file, "--data", self.data)
            self.refuses(refused, "unknown reducer 'quiet'", "none, tome, pyra")
        again = self.shell(self.folder / "build/own_reducer", self.backbone, self.data, out, status=2)
        self.assertIn("own_reducer: ", again.stderr)
