"""What the tests of downloads share: a hub, a cache of its own, a tiny backbone on the hub."""

import json
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "cli"))
from hub import Hub, Repository
from pyra_cli import CLASSES, PYRA, make_backbone, run, start

REPOSITORY = "someone/small-vit"
VARIABLES = (
    "HF_HUB_CACHE HUGGINGFACE_HUB_CACHE HF_HUB_OFFLINE TRANSFORMERS_OFFLINE HF_TOKEN HUGGING_FACE_HUB_TOKEN "
    "HF_TOKEN_PATH HF_HUB_ETAG_TIMEOUT HF_HUB_DOWNLOAD_TIMEOUT http_proxy https_proxy HTTPS_PROXY ALL_PROXY "
    "all_proxy XDG_CACHE_HOME HF_ENDPOINT"
).split()
COMPANIONS = {"config.json": b'{"architectures": ["x"]}', "README.md": b"# A model", "tf_model.h5": b"other"}


class FetchTest(unittest.TestCase):
    def setUp(self):
        if not PYRA:
            raise unittest.SkipTest("PYRA does not name the program; run these tests through CTest")
        self.folder = Path(tempfile.mkdtemp(prefix="pyra-fetch-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.hub = Hub()
        self.addCleanup(self.hub.close)
        self.home = self.folder / "home"
        self.cache = self.home / "hub"
        self.environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        self.environment |= {
            "HF_HOME": str(self.home),
            "HF_ENDPOINT": self.hub.address,
            "XDG_CACHE_HOME": str(self.folder / "xdg"),
            "HF_HUB_DOWNLOAD_TIMEOUT": "5",
        }

    def backbone(self, seed=0):
        return make_backbone(self.folder / "made.safetensors", seed, CLASSES).read_bytes()

    def add(self, files=None, large=("model.safetensors",), name=REPOSITORY, **settings):
        """A repository; its weights are a backbone unless `files` says otherwise."""
        files = {"model.safetensors": self.backbone()} if files is None else files
        return self.hub.add(name, Repository(files, [file for file in large if file in files], **settings))

    def pyra(self, *arguments, timeout=60, **environment):
        given = {**self.environment, **environment}
        env = {name: value for name, value in given.items() if value is not None}
        return run(*arguments, env=env, timeout=timeout)

    def start(self, *arguments, **environment):
        return start(*arguments, env={**self.environment, **environment})

    def fetch(self, *names, **environment):
        """What `pyra fetch --json` says of one name."""
        result = self.pyra("fetch", *names, "--json", **environment)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)["models"][0]

    def refuses(self, result, *words, status=2):
        self.assertEqual(result.returncode, status, f"{result.args}\n{result.stdout}\n{result.stderr}")
        self.assertEqual(result.stdout, "")
        for word in words:
            self.assertIn(str(word), result.stderr)
        self.assertNotIn("internal error", result.stderr)

    def files_below(self, folder):
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())

    @property
    def repository_folder(self):
        return self.cache / ("models--" + REPOSITORY.replace("/", "--"))
