"""examples/serve_folder on an installed pyra: the commands of its README."""

import json
import re
import subprocess

from consumer import BUILD, ROOT, ConsumerTest
from pyra_cli import PYRA, run


class ServeFolderTest(ConsumerTest):
    def test_readme_builds_and_serves_as_pyra_predicts(self):
        readme = (ROOT / "examples/serve_folder/README.md").read_text()
        commands = re.search(r"```sh\n(.+?)```", readme, re.S)[1]
        places = {
            "build/release/bin/pyra": PYRA,
            "build/release": BUILD,
            "build/": f"{self.folder}/",
            "installed": self.folder / "installed",
            "$PWD/installed": self.folder / "installed",
            "examples/serve_folder": ROOT / "examples/serve_folder",
            "examples/demo": ROOT / "examples/demo",
            "docs/images": ROOT / "docs/images",
        }
        either = re.compile("|".join(map(re.escape, sorted(places, key=len, reverse=True))))
        for command in commands.strip().splitlines():
            words = [either.sub(lambda found: str(places[found[0]]), word) for word in command.split()]
            result = self.shell(*words)
        lines = result.stdout.splitlines()
        self.assertRegex(lines[-1], r"^1 pictures, \d+\.\d a second$")
        self.assertIn("rooms.svg: not JPEG", result.stderr)

        picture = ROOT / "docs/images/tokens.png"
        predicted = run("predict", "--model", self.folder / "demo.safetensors", "--top", 1, "--json", picture)
        self.assertEqual(predicted.returncode, 0, predicted.stderr)
        file, label, probability = lines[0].split("\t")
        best = json.loads(predicted.stdout)["pictures"][0]["predictions"][0]
        self.assertEqual((file, label), ("tokens.png", best["label"]))
        self.assertAlmostEqual(float(probability), best["probability"], delta=1e-4)

        served = subprocess.run(
            [*words[:2], self.data / "test/red", "3"], capture_output=True, text=True, check=False
        )
        names = sorted(line.split("\t")[0] for line in served.stdout.splitlines()[:-1])
        self.assertEqual(names, sorted(path.name for path in (self.data / "test/red").iterdir()))
        self.assertEqual(served.stderr, "")

        refused = subprocess.run(
            [words[0], picture, ROOT], capture_output=True, text=True, timeout=60, check=False
        )
        self.assertEqual(refused.returncode, 2, refused.stdout)
        self.assertIn("tokens.png", refused.stderr)
