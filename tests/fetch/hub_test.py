"""Checkpoints by the name of a repository: what is downloaded, where it lies, and when nobody is asked."""

import json
import os
import unittest
from pathlib import Path

from fetch_case import COMPANIONS, REPOSITORY, FetchTest
from hub import git_sha1, sha256

OTHER_COMMIT = "fedcba9876543210fedcba9876543210fedcba98"


class FromTheHub(FetchTest):
    def test_weights_and_what_says_how_they_are_meant_are_downloaded_into_the_hubs_layout(self):
        repository = self.add(
            {"model.safetensors": self.backbone(), "preprocessor_config.json": b"{}", **COMPANIONS}
        )
        told = self.fetch("hf:" + REPOSITORY)
        weights = repository.files["model.safetensors"]
        folder = self.repository_folder
        snapshot = folder / "snapshots" / repository.commit
        self.assertEqual(told["path"], str(snapshot / "model.safetensors"))
        self.assertEqual(told["name"], f"hf:{REPOSITORY}@{repository.commit}")
        self.assertEqual((folder / "refs/main").read_text(), repository.commit)
        self.assertEqual(os.readlink(snapshot / "model.safetensors"), "../../blobs/" + sha256(weights))
        self.assertEqual((folder / "blobs" / sha256(weights)).read_bytes(), weights)
        config = git_sha1(COMPANIONS["config.json"])
        self.assertEqual(os.readlink(snapshot / "config.json"), "../../blobs/" + config)
        self.assertEqual(
            sorted(path.name for path in snapshot.iterdir()),
            ["config.json", "model.safetensors", "preprocessor_config.json"],
        )
        self.assertEqual(
            self.files_below(folder / ".no_exist"), [f"{repository.commit}/processor_config.json"]
        )
        self.assertEqual([path for path in self.files_below(folder) if "incomplete" in path], [])

    def test_a_verb_takes_a_name_and_the_second_time_asks_nobody(self):
        self.add({"model.safetensors": self.backbone()})
        first = self.pyra("inspect", "hf:" + REPOSITORY, "--json")
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertIn("model.safetensors", first.stderr)
        self.assertIn(self.hub.address, first.stderr)
        asked = len(self.hub.asked) + len(self.hub.cdn.asked)
        second = self.pyra("inspect", "hf:" + REPOSITORY, "--json")
        self.assertEqual(second.stdout, first.stdout)
        self.assertEqual(second.stderr, "")
        self.assertEqual(len(self.hub.asked) + len(self.hub.cdn.asked), asked)
        self.hub.close()
        offline = self.pyra("inspect", "hf:" + REPOSITORY, "--json", HF_HUB_OFFLINE="1")
        self.assertEqual((offline.stdout, offline.stderr), (first.stdout, ""))

    def test_fetch_asks_whether_the_revision_has_moved_on_and_verbs_do_not(self):
        old = self.add({"model.safetensors": self.backbone(1)})
        self.fetch("hf:" + REPOSITORY)
        new = self.add({"model.safetensors": self.backbone(2)}, commit=OTHER_COMMIT)
        before = json.loads(self.pyra("inspect", "hf:" + REPOSITORY, "--json").stdout)
        self.assertIn(old.commit, before["file"])
        told = self.fetch("hf:" + REPOSITORY)
        self.assertIn(new.commit, told["path"])
        after = json.loads(self.pyra("inspect", "hf:" + REPOSITORY, "--json").stdout)
        self.assertIn(new.commit, after["file"])
        pinned = self.fetch(f"hf:{REPOSITORY}@{old.commit}")
        self.assertIn(old.commit, pinned["path"])
        self.assertTrue(all(file["was_there"] for file in pinned["files"]))

    def test_revisions_files_and_timm(self):
        files = {
            "model.safetensors": self.backbone(),
            "other/vit.safetensors": self.backbone(3),
            "other/config.json": b"{}",
        }
        repository = self.add(files, large=files, revisions=("main", "v1", "refs/pr/1"))
        self.assertIn(repository.commit, self.fetch(f"hf:{REPOSITORY}@v1")["path"])
        self.assertIn(repository.commit, self.fetch(f"hf:{REPOSITORY}@refs/pr/1")["path"])
        self.assertEqual((self.repository_folder / "refs/refs/pr/1").read_text(), repository.commit)
        self.assertIn(repository.commit, self.fetch("hf:" + REPOSITORY, "--revision", "v1")["path"])
        told = self.fetch(f"hf:{REPOSITORY}@v1:other/vit.safetensors")
        self.assertTrue(told["path"].endswith("/other/vit.safetensors"))
        self.assertEqual(
            [file["file"] for file in told["files"]], ["other/config.json", "other/vit.safetensors"]
        )
        self.assertEqual(Path(told["path"]).read_bytes(), files["other/vit.safetensors"])
        self.add(name="timm/vit_x.in1k")
        self.assertIn("models--timm--vit_x.in1k", self.fetch("timm:vit_x.in1k")["path"])
        page = self.fetch(f"{self.hub.address}/{REPOSITORY}/blob/main/other/vit.safetensors")
        self.assertEqual(page["path"], told["path"])
        self.refuses(
            self.pyra("fetch", f"hf:{REPOSITORY}@main", "--revision", "v1"), "--revision", "one of them"
        )

    def test_which_weights(self):
        first, second = b"one", b"two"
        index = json.dumps(
            {"weight_map": {"a": "model-1-of-2.safetensors", "b": "model-2-of-2.safetensors"}}
        ).encode()
        shards = {"model-1-of-2.safetensors": first, "model-2-of-2.safetensors": second}
        cases = [
            ({"model.safetensors": first, "pytorch_model.bin": second}, ["model.safetensors"]),
            ({"pytorch_model.bin": second, "tf_model.h5": first}, ["pytorch_model.bin"]),
            (
                {"model.safetensors.index.json": index, **shards, "pytorch_model.bin": b"x"},
                ["model.safetensors.index.json", *shards],
            ),
            (
                {
                    "open_clip_model.safetensors": first,
                    "open_clip_pytorch_model.bin": b"x",
                    "open_clip_config.json": b"{}",
                },
                ["open_clip_config.json", "open_clip_model.safetensors"],
            ),
            ({"vit.npz": first, "notes.txt": second}, ["vit.npz"]),
        ]
        for number, (files, expected) in enumerate(cases):
            with self.subTest(expected):
                name = f"someone/case{number}"
                self.add(files, large=list(files), name=name)
                told = self.fetch("hf:" + name)
                self.assertEqual([file["file"] for file in told["files"]], expected)
        self.add({"a.safetensors": first, "b.pth": second}, name="someone/two")
        self.refuses(
            self.pyra("fetch", "hf:someone/two"), "several", "a.safetensors, b.pth", "hf:someone/two:FILE"
        )
        self.add({"tf_model.h5": first}, name="someone/none")
        self.refuses(self.pyra("fetch", "hf:someone/none"), "no weights", "tf_model.h5")
        self.refuses(
            self.pyra("fetch", "hf:someone/two:c.pth"),
            "hf:someone/two:c.pth has no file c.pth",
            "did you mean b.pth",
        )

    def test_an_adapter_remembers_where_its_backbone_lies_and_a_rerun_needs_no_network(self):
        if self.pyra("adapt", "--help").returncode != 0:
            self.skipTest("built without training")
        from pyra_cli import make_pictures

        repository = self.add({"model.safetensors": self.backbone()})
        data = make_pictures(self.folder / "data")
        out = self.folder / "out"
        words = ["--data", data, "--out", out, "--epochs", "1", "--batch", "8", "--schedule", "r=3"]
        trained = self.pyra("adapt", "--backbone", "hf:" + REPOSITORY, *words)
        self.assertEqual(trained.returncode, 0, trained.stderr)
        self.hub.close()
        evaluated = self.pyra("eval", "--model", out, "--data", data, "--json")
        self.assertEqual(evaluated.returncode, 0, evaluated.stderr)
        manifest = json.loads(self.pyra("inspect", out, "--json").stdout)["manifest"]
        self.assertIn(repository.commit, manifest["backbone_path"])
        self.assertIn("hf:" + REPOSITORY, manifest["command"])
        self.assertIn(f"hf:{REPOSITORY}@{repository.commit}", (out / "report.html").read_text())
        words[words.index("--epochs") + 1] = "2"
        resumed = self.pyra("adapt", "--backbone", "hf:" + REPOSITORY, *words, "--resume")
        self.assertEqual(resumed.returncode, 0, resumed.stderr)
        (self.repository_folder).rename(self.folder / "away")
        gone = self.pyra("eval", "--model", out, "--data", data)
        self.refuses(gone, f"pyra fetch hf:{REPOSITORY}@{repository.commit}", "--backbone FILE")


if __name__ == "__main__":
    unittest.main()
