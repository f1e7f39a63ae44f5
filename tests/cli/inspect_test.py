"""pyra inspect: what a file is."""

import io
import json
import struct
import subprocess
import unittest
import zipfile

from pyra_cli import (
    CLASSES,
    PYRA,
    CliTest,
    backbone_tensors,
    make_backbone,
    run,
    vit_config,
    write_safetensors,
)


def write_npz(file, arrays):
    """What numpy.savez writes: name -> (shape, floats)."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, (shape, values) in arrays.items():
            header = str({"descr": "<f4", "fortran_order": False, "shape": tuple(shape)}).encode()
            header += b" " * (-(len(header) + 11) % 64) + b"\n"
            body = io.BytesIO()
            body.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
            body.write(struct.pack(f"<{len(values)}f", *values))
            archive.writestr(name + ".npy", body.getvalue())
    return file


class InspectTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.run_folder, cls.trained = cls.adapt_once("run")

    def inspect(self, *options):
        return self.json_of(run("inspect", *options, "--json"))

    def test_adapter_by_run_folder_and_by_file(self):
        for path in (self.run_folder, self.run_folder / "adapter.safetensors"):
            told = self.inspect(path)
            self.assertEqual(told["kind"], "adapter")
            self.assertEqual(told["manifest"]["class_names"], CLASSES)
            self.assertEqual(told["manifest"]["backbone_fingerprint"], self.trained["fingerprint"])
            self.assertEqual(told["schedules"][0]["tokens"], [17, 14, 11])
            self.assertEqual(told["parameters"], self.trained["trainable_parameters"])

    def test_the_pictures_of_a_run(self):
        told = self.inspect(self.run_folder / "pictures.txt")
        self.assertEqual(told["kind"], "pictures")
        self.assertEqual(
            told["pictures"], len((self.run_folder / "pictures.txt").read_text().splitlines()) - 1
        )
        self.assertIn("--resume", self.succeeds(run("inspect", self.run_folder / "pictures.txt")).stdout)

    def test_backbone(self):
        told = self.inspect(self.backbone)
        self.assertEqual((told["kind"], told["format"], told["family"]), ("backbone", "safetensors", "timm"))
        self.assertEqual(told["fingerprint"], self.trained["fingerprint"])
        self.assertEqual(
            {key: told["config"][key] for key in ("dim", "depth", "heads", "patch", "classes")},
            {"dim": 32, "depth": 2, "heads": 2, "patch": 4, "classes": 0},
        )
        self.assertEqual([schedule["schedule"] for schedule in told["schedules"]], ["none", "low", "high"])

    def test_fingerprint_leaves_the_head_out(self):
        told = self.inspect(make_backbone(self.folder / "head.safetensors", classes=CLASSES))
        self.assertEqual(told["fingerprint"], self.trained["fingerprint"])

    def test_text_for_people_and_the_list_of_tensors(self):
        result = self.succeeds(run("inspect", self.backbone, "--tensors"))
        for word in ("dim 32", "17 tokens", "blocks.1.attn.qkv.weight", "F32 [96, 32]", "fingerprint"):
            self.assertIn(word, result.stdout)

    def test_weights_without_a_config_are_inferred_aloud(self):
        bare = write_safetensors(self.folder / "bare.safetensors", backbone_tensors(vit_config()))
        told = self.inspect(bare, "--heads", "2")
        self.assertEqual((told["config"]["heads"], told["config"]["image_height"]), (2, 16))
        self.assertTrue(told["assumptions"])

    def test_checkpoint_of_a_run(self):
        told = self.inspect(self.run_folder / "last.ckpt")
        self.assertIn("pyra.run", told["metadata"])
        self.assertGreater(
            told["parameters"], 2 * self.trained["trainable_parameters"]
        )  # and AdamW's two moments

    def test_npz(self):
        told = self.inspect(
            write_npz(self.folder / "arrays.npz", {"a": ((2, 3), range(6)), "b": ((4,), range(4))}),
            "--tensors",
        )
        self.assertEqual((told["format"], told["kind"], told["parameters"]), ("npz", "tensors", 10))
        self.assertEqual(told["tensor_list"], {"a": "F32 [2, 3]", "b": "F32 [4]"})
        self.assertIn("not_a_backbone_because", told)

    def test_unfinished_run(self):
        unfinished = self.folder / "unfinished"
        unfinished.mkdir()
        (unfinished / "last.ckpt").write_bytes((self.run_folder / "last.ckpt").read_bytes())
        told = self.inspect(unfinished)
        self.assertEqual((told["kind"], told["run_of"], told["finished"]), ("run", "pyra adapt", False))
        self.assertIn("--resume", self.succeeds(run("inspect", unfinished)).stdout)

    def test_texts_that_pyra_writes(self):
        log = self.inspect(self.run_folder / "log.jsonl")
        self.assertEqual(log["kind"], "log")
        self.assertGreater(log["epochs"], 0)
        self.assertEqual(self.inspect(self.run_folder / "recipe.toml")["kind"], "recipe")
        self.assertEqual(self.inspect(self.run_folder / "report.html")["kind"], "report")
        schedule = self.folder / "found.json"
        schedule.write_text(json.dumps({"schedule": [3, 2], "budget": "--gmac", "backbone": {"depth": 2}}))
        told = self.inspect(schedule)
        self.assertEqual((told["kind"], told["schedule"]), ("schedule", [3, 2]))
        deep = self.folder / "deep.json"
        deep.write_text('{"a":' * 100000 + "1" + "}" * 100000)
        self.refuses(run("inspect", deep), deep, "deeper")

    def test_classes_are_named(self):
        self.assertIn(
            f"classes       {len(CLASSES)}: {', '.join(CLASSES)}",
            self.succeeds(run("inspect", self.run_folder)).stdout,
        )
        head = make_backbone(self.folder / "named.safetensors", classes=CLASSES)
        self.assertEqual(self.inspect(head)["class_names"], CLASSES)

    def test_folder_of_shards(self):
        tensors = backbone_tensors(vit_config())
        folder = self.folder / "sharded"
        folder.mkdir()
        names = sorted(tensors)
        half = len(names) // 2
        for shard, part in (("a.safetensors", names[:half]), ("b.safetensors", names[half:])):
            write_safetensors(folder / shard, {name: tensors[name] for name in part})
        index = {name: "a.safetensors" if i < half else "b.safetensors" for i, name in enumerate(names)}
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
        told = self.inspect(folder, "--heads", "2")
        self.assertEqual((told["kind"], told["fingerprint"]), ("backbone", self.trained["fingerprint"]))

    def test_own_files_are_no_backbones(self):
        self.refuses(
            run("eval", "--backbone", self.run_folder / "adapter.safetensors", "--data", self.folder),
            "--model",
        )

    def test_what_is_no_checkpoint(self):
        text = self.folder / "notes.txt"
        text.write_text("hello")
        self.refuses(run("inspect", text), text)
        self.refuses(run("inspect", self.folder / "missing"), "missing", "No such file")

    def test_full_standard_output(self):
        with open("/dev/full", "w") as full:
            result = subprocess.run(
                [PYRA, "inspect", self.backbone], stdout=full, stderr=subprocess.PIPE, text=True
            )
        self.assertEqual(result.returncode, 1)
        self.assertIn("standard output", result.stderr)


if __name__ == "__main__":
    unittest.main()
