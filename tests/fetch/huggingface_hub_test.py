"""The cache of huggingface_hub, from both sides: it finds what pyra downloaded, pyra finds what it did.

HUB_PYTHON names a Python that has huggingface_hub; without one these tests skip.
"""

import json
import os
import subprocess
import unittest

from fetch_case import COMPANIONS, REPOSITORY, FetchTest

HUB_PYTHON = os.environ.get("HUB_PYTHON", "")


class BothSides(FetchTest):
    def setUp(self):
        super().setUp()
        found = HUB_PYTHON and subprocess.run(
            [HUB_PYTHON, "-c", "import huggingface_hub"], capture_output=True
        )
        if not found or found.returncode != 0:
            self.skipTest(f"no huggingface_hub in '{HUB_PYTHON}' (make test-deps installs it)")
        self.repository = self.add({"model.safetensors": self.backbone(), **COMPANIONS})

    def python(self, program, **environment):
        """What the library prints as JSON."""
        program = "import json, huggingface_hub\n" + program
        result = subprocess.run(
            [HUB_PYTHON, "-c", program],
            env={**self.environment, "HF_HUB_DISABLE_XET": "1", **environment},
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_the_library_finds_what_pyra_downloaded(self):
        told = self.fetch("hf:" + REPOSITORY)
        self.hub.close()
        snapshot = self.python(
            f"print(json.dumps(huggingface_hub.snapshot_download('{REPOSITORY}', local_files_only=True)))"
        )
        self.assertEqual(os.path.join(snapshot, "model.safetensors"), told["path"])
        found = self.python(
            "f = huggingface_hub.try_to_load_from_cache\n"
            f"print(json.dumps([f('{REPOSITORY}', 'model.safetensors'), f('{REPOSITORY}', 'config.json'),"
            f" f('{REPOSITORY}', 'processor_config.json') is huggingface_hub._CACHED_NO_EXIST,"
            f" f('{REPOSITORY}', 'tf_model.h5')]))"
        )
        self.assertEqual(found, [told["path"], os.path.join(snapshot, "config.json"), True, None])
        scanned = self.python(
            "i = huggingface_hub.scan_cache_dir()\n"
            "print(json.dumps([[str(w) for w in i.warnings], [[r.repo_id, r.nb_files] for r in i.repos]]))"
        )
        self.assertEqual(scanned, [[], [[REPOSITORY, 2]]])

    def test_pyra_finds_what_the_library_downloaded(self):
        path = self.python(
            "d = huggingface_hub.hf_hub_download\n"
            f"d('{REPOSITORY}', 'config.json')\n"
            f"print(json.dumps(d('{REPOSITORY}', 'model.safetensors')))"
        )
        before = len(self.hub.cdn.asked)
        told = self.fetch("hf:" + REPOSITORY)
        self.assertEqual(told["path"], path)
        self.assertTrue(all(file["was_there"] for file in told["files"]))
        self.assertEqual(len(self.hub.cdn.asked), before)
        self.hub.close()
        inspected = self.pyra("inspect", "hf:" + REPOSITORY, "--json")
        self.assertEqual(json.loads(inspected.stdout)["file"], path)

    def test_what_the_library_left_without_saying_what_else_there_is_serves_without_a_network(self):
        path = self.python(
            f"print(json.dumps(huggingface_hub.hf_hub_download('{REPOSITORY}', 'model.safetensors')))"
        )
        self.hub.close()
        inspected = self.pyra("inspect", "hf:" + REPOSITORY, "--json")
        self.assertEqual(json.loads(inspected.stdout)["file"], path)
        self.assertIn("is taken as the cache holds it", inspected.stderr)

    def test_both_at_once_download_once(self):
        self.hub.cdn.slow = 0.02
        with self.start("fetch", "hf:" + REPOSITORY) as pyra:
            path = self.python(
                f"print(json.dumps(huggingface_hub.hf_hub_download('{REPOSITORY}', 'model.safetensors')))"
            )
            out, err = pyra.communicate(timeout=60)
        self.assertEqual((pyra.returncode, out), (0, path + "\n"), err)
        gets = [asked for asked in self.hub.cdn.asked if asked[0] == "GET"]
        self.assertEqual(len(gets), 1)


if __name__ == "__main__":
    unittest.main()
