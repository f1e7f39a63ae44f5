"""pyra export, and running what it writes: no training software is needed for any of this."""

import array
import json
import math
import os
import random
import unittest

from pyra_cli import CLASSES, SIDE, CliTest, make_backbone, png_size, read_safetensors, run, write_safetensors

SCHEDULE = "4,3"


class ExportCase(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = make_backbone(cls.shared / "shelf.safetensors", classes=CLASSES)
        cls.deployed = cls.shared / "deployed.safetensors"
        result = run(
            "export",
            "--backbone",
            cls.shelf,
            "--schedule",
            SCHEDULE,
            "--to",
            "runtime",
            "--out",
            cls.deployed,
            "--json",
        )
        if result.returncode != 0:
            raise AssertionError(f"the shared export failed: {result.stderr}")
        cls.told = json.loads(result.stdout)
        cls.picture = cls.data / "test" / "red" / "picture 0.png"

    def images(self, values=None, shape=(5, 3, SIDE, SIDE)):
        generator = random.Random(7)
        values = values or [generator.gauss(0, 1) for _ in range(math.prod(shape))]
        return write_safetensors(self.folder / "images.safetensors", {"images": (shape, values)})

    def logits(self, *model):
        out = self.folder / "logits.safetensors"
        self.succeeds(run("eval", *model, "--tensors", self.images(), "--out", out))
        (dtype, shape, data) = read_safetensors(out)[0]["logits"]
        self.assertEqual((dtype, shape), ("F32", (5, len(CLASSES))))
        return array.array("f", data)

    def assertNear(self, given, wanted, tolerance):
        self.assertLess(max(abs(a - b) for a, b in zip(given, wanted, strict=True)), tolerance)


class ExportTest(ExportCase):
    def test_says_what_it_wrote(self):
        self.assertEqual(self.told["out"], str(self.deployed))
        self.assertEqual(self.told["bytes"], os.path.getsize(self.deployed))
        self.assertEqual(self.told["to"], "runtime")
        self.assertEqual(
            (self.told["reducer"], self.told["schedule"], self.told["classes"]), ("tome", [4, 3], 3)
        )

    def test_runs_as_what_it_was_made_from(self):
        wanted = self.logits("--backbone", self.shelf, "--schedule", SCHEDULE)
        self.assertEqual(self.logits("--model", self.deployed), wanted)
        self.assertNotEqual(self.logits("--backbone", self.shelf), wanted)

    def test_needs_no_backbone(self):
        shelf = make_backbone(self.folder / "gone.safetensors", classes=CLASSES, seed=3)
        out = self.folder / "alone.safetensors"
        self.succeeds(run("export", "--backbone", shelf, "--to", "runtime", "--out", out))
        wanted = self.logits("--backbone", shelf)
        shelf.unlink()
        self.assertEqual(self.logits("--model", out), wanted)

    def test_eval_and_predict(self):
        told = self.json_of(run("eval", "--model", self.deployed, "--data", self.data, "--json"))
        direct = self.json_of(
            run("eval", "--backbone", self.shelf, "--schedule", SCHEDULE, "--data", self.data, "--json")
        )
        for field in ("top1", "top5", "loss", "count", "schedule", "reducer", "gmac", "preprocessing"):
            self.assertEqual(told[field], direct[field], field)
        self.assertEqual(told["dtype"], "f32")
        drawing = self.folder / "merged.png"
        (row,) = self.json_of(
            run("predict", "--model", self.deployed, self.picture, "--tokens", drawing, "--json")
        )["pictures"]
        self.assertEqual({item["label"] for item in row["predictions"]}, set(CLASSES))
        self.assertIsNotNone(png_size(drawing))

    def test_inspect(self):
        told = self.json_of(run("inspect", self.deployed, "--json"))
        self.assertEqual(told["kind"], "deployed")
        self.assertEqual(told["manifest"]["class_names"], CLASSES)
        self.assertEqual(told["schedules"][0]["rates"], [4, 3])
        self.assertIn("deployed model", self.succeeds(run("inspect", self.deployed)).stdout)

    def test_weights_in_half_the_size(self):
        out = self.folder / "half.safetensors"
        self.succeeds(
            run("export", "--model", self.deployed, "--to", "runtime", "--weights", "bf16", "--out", out)
        )
        self.assertLess(os.path.getsize(out), 0.75 * os.path.getsize(self.deployed))
        self.assertNear(self.logits("--model", out), self.logits("--model", self.deployed), 0.3)

    def test_precisions(self):
        wanted = self.logits("--model", self.deployed, "--schedule", "none")
        self.assertNear(
            self.logits("--model", self.deployed, "--schedule", "none", "--dtype", "int8"), wanted, 0.5
        )
        bf16 = run("eval", "--model", self.deployed, "--data", self.data, "--dtype", "bf16", "--json")
        if bf16.returncode == 2:
            self.refuses(bf16, "bf16")  # this CPU lacks it, and it says so
        else:
            self.assertEqual(self.json_of(bf16)["dtype"], "bf16")
            self.assertNear(
                self.logits("--model", self.deployed, "--schedule", "none", "--dtype", "bf16"), wanted, 0.5
            )

    def test_cores(self):
        first = min(os.sched_getaffinity(0))
        self.assertEqual(
            self.logits("--model", self.deployed, "--cores", first), self.logits("--model", self.deployed)
        )
        for cores, word in (("x", "'x' is no core"), ("3-1", "backwards"), ("0,", "''"), ("4095", "4095")):
            self.refuses(run("eval", "--model", self.deployed, "--data", self.data, "--cores", cores), word)

    def test_latency_is_timed_with_the_model(self):
        told = self.json_of(
            run(
                "eval",
                "--backbone",
                self.shelf,
                "--data",
                self.data,
                "--schedule",
                "latency-ms=1000",
                "--json",
            )
        )
        self.assertEqual(told["schedule"], [0, 0])


class RefusedExportTest(ExportCase):
    def export(self, *options, out=None):
        return run(
            "export", "--backbone", self.shelf, *options, "--out", out or self.folder / "out.safetensors"
        )

    def refuses_deployed(self, content, *words):
        file = self.folder / "bad.safetensors"
        file.write_bytes(content)
        for verb in (["eval", "--data", self.data], ["predict", self.picture]):
            self.refuses(run(*verb, "--model", file), file, *words)

    def test_unknown_target(self):
        for target in ("onnx", "timm", "peft", "moon"):
            self.refuses(self.export("--to", target), target, "runtime")
        self.usage_error(self.export(), "--to")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_where_to(self):
        self.refuses(self.export("--to", "runtime", out=self.folder), "folder")
        self.refuses(
            self.export("--to", "runtime", out=self.folder / "nowhere" / "x.safetensors"),
            "nowhere",
            "No such folder",
        )
        self.usage_error(run("export", "--backbone", self.shelf, "--to", "runtime"), "--out")
        self.usage_error(self.export("--to", "runtime", "--weights", "f8"), "f8")

    def test_truncated(self):
        content = self.deployed.read_bytes()
        for length in (0, 4, 100, len(content) // 2, len(content) - 1):
            self.refuses_deployed(content[:length])

    def test_foreign(self):
        self.refuses_deployed(self.shelf.read_bytes(), "not a pyra adapter", "--backbone")
        self.refuses_deployed(self.picture.read_bytes())

    def rewritten(self, change):
        tensors, metadata = read_safetensors(self.deployed)
        manifest = json.loads(metadata["pyra.deployed"])
        change(manifest)
        floats = {
            name: (shape, array.array("f", data).tolist()) for name, (_, shape, data) in tensors.items()
        }
        file = write_safetensors(
            self.folder / "rewritten.safetensors", floats, {"pyra.deployed": json.dumps(manifest)}
        )
        return file.read_bytes()

    def test_manifest_that_does_not_fit(self):
        self.refuses_deployed(self.rewritten(lambda m: m.update(format_version=99)), "99", "newer pyra")
        self.refuses_deployed(
            self.rewritten(lambda m: m["config"].update(mlp_dim=48)), "mlp.fc1", "[64, 32]", "[48, 32]"
        )
        self.refuses_deployed(self.rewritten(lambda m: m.update(rates=[9, 0])), "9")
        self.refuses_deployed(self.rewritten(lambda m: m.update(rates=[1])), "1 rates for 2 blocks")
        self.refuses_deployed(self.rewritten(lambda m: m.update(reducer="magic")), "magic", "tome")
        self.refuses_deployed(self.rewritten(lambda m: m.pop("class_names")), "class_names")
        self.refuses_deployed(self.rewritten(lambda m: m["class_names"].pop()), "2 classes", "3")

    def test_dtype(self):
        self.refuses(
            run("eval", "--model", self.deployed, "--data", self.data, "--dtype", "f8"), "f8", "bf16"
        )

    def test_backbone_of_a_deployed_model(self):
        self.refuses(
            run("eval", "--model", self.deployed, "--backbone", self.shelf, "--data", self.data), "--backbone"
        )

    def test_crop_of_a_deployed_model(self):
        self.refuses(
            run("eval", "--model", self.deployed, "--crop", "32", "--data", self.data), "--crop 32", "16"
        )

    def test_pixels_that_are_not_numbers(self):
        pixels = [0.5] * (3 * SIDE * SIDE)
        for broken in (float("nan"), float("inf")):
            pixels[100] = broken
            out = self.folder / "logits.safetensors"
            self.refuses(
                run(
                    "eval",
                    "--model",
                    self.deployed,
                    "--tensors",
                    self.images(pixels, (1, 3, SIDE, SIDE)),
                    "--out",
                    out,
                ),
                "NaN",
            )
            self.assertFalse(out.exists())

    def test_tensors_of_other_shapes(self):
        for shape in ((1, 3, 8, 8), (1, 1, SIDE, SIDE), (0, 3, SIDE, SIDE), (4,)):
            images = self.images([0.0] * math.prod(shape) or None, shape)
            self.refuses(
                run("eval", "--model", self.deployed, "--tensors", images, "--out", self.folder / "logits"),
                images,
                f"[{', '.join(map(str, shape))}]",
                "16, 16",
            )

    def test_batch_of_nothing(self):
        self.usage_error(
            run("eval", "--model", self.deployed, "--data", self.data, "--batch", "0"), "--batch"
        )

    def test_outputs_are_looked_at_before_the_work(self):
        for arguments in (
            ["eval", "--data", self.data, "--csv"],
            ["predict", self.picture, "--csv"],
            ["predict", self.picture, "--tokens"],
            ["eval", "--tensors", self.images(), "--out"],
        ):
            result = self.refuses(
                run(*arguments, self.folder / "nowhere" / "file", "--model", self.deployed),
                "nowhere",
                "No such folder",
            )
            self.assertNotIn("schedule", result.stderr)
            self.assertNotIn("preprocess", result.stderr)


if __name__ == "__main__":
    unittest.main()
